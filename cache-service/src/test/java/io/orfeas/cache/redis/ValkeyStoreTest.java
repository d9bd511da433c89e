package io.orfeas.cache.redis;

import io.orfeas.cache.blob.Blobs;
import io.orfeas.cache.blob.FileBlobs;
import java.nio.file.Path;

/** On Valkey, with a shared folder. */
class ValkeyStoreTest extends RedisStoreContract {
  @Override
  String program() {
    return "valkey-server";
  }

  @Override
  Blobs blobs(Path empty) throws Exception {
    return FileBlobs.shared(empty);
  }
}
