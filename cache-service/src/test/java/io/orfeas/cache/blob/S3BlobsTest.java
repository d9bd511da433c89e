package io.orfeas.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.StoreFixture;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3BlobsTest {
  @TempDir static Path folder;
  private static S3Process s3;

  private final String prefix = UUID.randomUUID().toString();
  private Path staging;
  private S3Blobs blobs;

  @BeforeAll
  static void start() throws Exception {
    s3 = S3Process.start(Files.createDirectory(folder.resolve("s3")));
  }

  @AfterAll
  static void stop() throws Exception {
    if (s3 != null) {
      s3.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    staging = Files.createTempDirectory(folder, "staging");
    blobs =
        S3Blobs.open(
            s3.settings(prefix, staging),
            new Guard("s3", 64, Duration.ofSeconds(1), new Metrics()));
  }

  @AfterEach
  void close() {
    blobs.close();
  }

  @Test
  void blob_put_isReadInPartsAndAsAWhole() throws Exception {
    byte[] bytes = StoreFixture.bytes(1, 3_000_000);
    BlobName name = put(bytes, 7);

    assertThat(blobs.isIntact(name)).isTrue();
    try (Source source = blobs.open(name)) {
      assertThat(source.read(2_000_000, 1000))
          .isEqualTo(ByteBuffer.wrap(bytes, 2_000_000, 1000).slice());
      assertThat(source.read(2_001_000, 1000))
          .isEqualTo(ByteBuffer.wrap(bytes, 2_001_000, 1000).slice());
      assertThat(source.read(0, 10)).isEqualTo(ByteBuffer.wrap(bytes, 0, 10).slice());
      assertThat(source.read(2_999_999, 1000).remaining()).isEqualTo(1);
      assertThat(source.read(3_000_000, 1000).remaining()).isZero();
    }
    assertThat(blobs.list()).containsExactly(name);
    assertThat(Files.list(staging)).isEmpty();
  }

  @Test
  void upload_notPlaced_isUnseen() throws Exception {
    BlobName name = new BlobName(Digest.of(StoreFixture.bytes(2, 1000)), 1);
    try (Staged staged = blobs.stage(name)) {
      staged.write(ByteBuffer.wrap(StoreFixture.bytes(2, 1000)));
      staged.seal();
    }

    assertThat(blobs.list()).isEmpty();
    assertThat(blobs.isIntact(name)).isFalse();
    assertThat(Files.list(staging)).isEmpty();
  }

  @Test
  void put_bytesThatAreNotWhatTheNameSays_areRefusedByTheServer() throws Exception {
    BlobName name = new BlobName(Digest.of(StoreFixture.bytes(3, 1000)), 1);
    try (Staged staged = blobs.stage(name)) {
      staged.write(ByteBuffer.wrap(StoreFixture.bytes(4, 1000)));
      staged.seal();

      assertThatThrownBy(staged::place).isInstanceOf(IOException.class);
    }
    assertThat(blobs.list()).isEmpty();
  }

  @Test
  void object_changedOnTheServer_isNotGivenAsAWhole() throws Exception {
    BlobName name = put(StoreFixture.bytes(5, 200_000), 1);
    Files.write(file(name), StoreFixture.bytes(6, 200_000));

    try (Source source = blobs.open(name)) {
      assertThat(source.read(0, 100_000).remaining()).isEqualTo(100_000);
      assertThatThrownBy(() -> source.read(100_000, 100_000))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("damaged");
    }
    assertThat(blobs.isIntact(name)).isFalse();
  }

  @Test
  void object_gone_isNotIntact() throws Exception {
    BlobName name = put(StoreFixture.bytes(7, 1000), 1);
    blobs.delete(name);
    blobs.delete(name);

    assertThat(blobs.isIntact(name)).isFalse();
    try (Source source = blobs.open(name)) {
      assertThatThrownBy(() -> source.read(0, 10)).isInstanceOf(IOException.class);
    }
  }

  private BlobName put(byte[] bytes, long generation) throws IOException {
    BlobName name = new BlobName(Digest.of(bytes), generation);
    try (Staged staged = blobs.stage(name)) {
      staged.write(ByteBuffer.wrap(bytes));
      staged.seal();
      staged.place();
    }
    return name;
  }

  private Path file(BlobName name) {
    return s3.file(prefix + "/" + name.text().substring(0, 2) + "/" + name.text());
  }
}
