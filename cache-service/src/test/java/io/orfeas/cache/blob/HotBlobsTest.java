package io.orfeas.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.StoreFixture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a blob on the heap is still true of the file below it, and when that is looked at. */
final class HotBlobsTest {
  private static final byte[] BYTES = StoreFixture.bytes(1, 1000);

  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private HotBlobs blobs;
  private BlobName name;

  @BeforeEach
  void put() throws IOException {
    blobs = HotBlobs.over(FileBlobs.exclusive(folder), 1 << 20, nanos::get);
    name = new BlobName(Digest.of(BYTES), 0);
    try (Staged staged = blobs.stage(name)) {
      staged.write(ByteBuffer.wrap(BYTES));
      staged.seal();
      staged.place();
    }
  }

  @AfterEach
  void close() {
    blobs.close();
  }

  @Test
  void openHot_notReadYet_isEmpty() throws IOException {
    assertThat(blobs.openHot(name)).isEmpty();
  }

  @Test
  void openHot_onceRead_givesTheSameBytes() throws IOException {
    blobs.open(name).close();

    try (Source hot = blobs.openHot(name).orElseThrow()) {
      assertThat(hot.read(0, 2000)).isEqualTo(ByteBuffer.wrap(BYTES));
    }
  }

  @Test
  void openHot_firstTime_looksBelow() throws IOException {
    blobs.open(name).close();
    Files.delete(file());

    assertThat(blobs.openHot(name)).isEmpty();
  }

  @Test
  void openHot_fileDamaged_isFoundAtTheNextLookAndNeverServed() throws IOException {
    blobs.open(name).close();
    blobs.openHot(name).orElseThrow().close();
    Files.write(file(), StoreFixture.bytes(2, 1000));

    after(Duration.ofMillis(999));
    try (Source hot = blobs.openHot(name).orElseThrow()) {
      assertThat(hot.read(0, 1000)).isEqualTo(ByteBuffer.wrap(BYTES));
    }
    after(Duration.ofMillis(1));
    assertThat(blobs.openHot(name)).isEmpty();
    assertThat(blobs.openHot(name)).isEmpty();
  }

  @Test
  void openHot_deleted_isEmptyAtOnce() throws IOException {
    blobs.open(name).close();
    blobs.openHot(name).orElseThrow().close();

    blobs.delete(name);

    assertThat(blobs.openHot(name)).isEmpty();
  }

  private void after(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private Path file() throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }
}
