package io.orfeas.cache.redis;

import io.orfeas.cache.blob.Blobs;
import io.orfeas.cache.blob.S3Process;
import io.orfeas.cache.blob.SharedBlobs;
import io.orfeas.runtime.Metrics;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** With an S3 server, and a hot tier before it. */
class RedisS3StoreTest extends RedisStoreContract {
  private static S3Process s3;

  @BeforeAll
  static void startS3() throws Exception {
    s3 = S3Process.start(Files.createDirectory(folder.resolve("s3")));
  }

  @AfterAll
  static void stopS3() throws Exception {
    if (s3 != null) {
      s3.close();
    }
  }

  @Override
  Blobs blobs(Path empty) {
    return SharedBlobs.open(
        s3.settings(empty.getFileName().toString(), empty), 1 << 20, new Metrics());
  }
}
