package io.orfeas.cache.redis;

import io.orfeas.cache.blob.Blobs;
import io.orfeas.cache.blob.FileBlobs;
import java.nio.file.Path;

/** With a shared folder. */
class RedisStoreTest extends RedisStoreContract {
  @Override
  Blobs blobs(Path empty) throws Exception {
    return FileBlobs.shared(empty);
  }
}
