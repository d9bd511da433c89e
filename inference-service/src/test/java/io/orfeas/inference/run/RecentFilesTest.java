package io.orfeas.inference.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentFilesTest {
  @Test
  void put_overTheBudget_dropsTheLeastRecentlyUsed() {
    RecentFiles<String, byte[]> files = new RecentFiles<>(10, file -> file.length);
    files.put("a", new byte[4]);
    files.put("b", new byte[4]);
    files.get("a");

    files.put("c", new byte[4]);

    assertThat(files.get("a")).isNotNull();
    assertThat(files.get("b")).isNull();
    assertThat(files.get("c")).isNotNull();
    assertThat(files.bytes()).isEqualTo(8);
  }

  @Test
  void put_fileLargerThanTheBudget_isKeptUntilTheNext() {
    RecentFiles<String, byte[]> files = new RecentFiles<>(10, file -> file.length);

    files.put("large", new byte[100]);

    assertThat(files.get("large")).isNotNull();
    files.put("next", new byte[1]);
    assertThat(files.get("large")).isNull();
    assertThat(files.bytes()).isEqualTo(1);
  }

  @Test
  void put_always_theLastFileIsThereAndTheBudgetHolds() {
    Random random = new Random(7);
    RecentFiles<Integer, byte[]> files = new RecentFiles<>(1000, file -> file.length);
    for (int i = 0; i < 10_000; i++) {
      int name = random.nextInt(50);
      files.put(name, new byte[random.nextInt(400)]);

      assertThat(files.get(name)).isNotNull();
      assertThat(files.bytes()).isBetween(0L, 1000L);
    }
  }
}
