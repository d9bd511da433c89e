package io.orfeas.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.telemetry.rollup.Resolution;
import io.orfeas.telemetry.rollup.Selection;
import io.orfeas.telemetry.rollup.Signal;
import io.orfeas.telemetry.rollup.Slice;
import io.orfeas.telemetry.rollup.View;
import io.orfeas.telemetry.store.SqliteStores;
import io.orfeas.telemetry.store.TelemetryStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process (SIGKILL) that counts and stores, and looks at what it left. */
@Timeout(60)
class ITKilledWhileCounting {
  private static final long ENOUGH = 3;

  @TempDir Path directory;

  @RepeatedTest(3)
  void whatWasCommitted_isThere() throws Exception {
    long committed = killWhileCounting();

    try (TelemetryStore store = SqliteStores.open(directory)) {
      long byMinutes = count(store, Resolution.MINUTE);
      // The last addition may have been committed with no time left to say so.
      assertThat(byMinutes).isGreaterThanOrEqualTo(committed);
      assertThat(count(store, Resolution.HOUR)).isEqualTo(byMinutes);
      assertThat(count(store, Resolution.DAY)).isEqualTo(byMinutes);
    }
    assertThat(directory.resolve("telemetry.db.damaged")).doesNotExist();
  }

  /** Runs the process until it has committed a few times; what it says it committed. */
  private long killWhileCounting() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                CountingProcess.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long committed = 0;
    try (BufferedReader lines = process.inputReader()) {
      int commits = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(CountingProcess.COMMITTED)) {
          committed = Long.parseLong(line.substring(CountingProcess.COMMITTED.length()));
          if (++commits == ENOUGH) {
            // Through the handle: what it said so far can still be read.
            process.toHandle().destroyForcibly();
          }
        }
      }
    }
    process.waitFor();
    return committed;
  }

  private static long count(TelemetryStore store, Resolution resolution) {
    long[] count = {0};
    store.read(
        List.of(new Slice(resolution, 0, Long.MAX_VALUE)),
        View.TOTAL,
        Selection.ALL,
        Set.of(Signal.STAGE),
        rollup -> count[0] += rollup.distribution().count());
    return count[0];
  }
}
