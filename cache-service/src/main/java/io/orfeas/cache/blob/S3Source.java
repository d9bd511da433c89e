package io.orfeas.cache.blob;

import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An object that is read from front to back in one request, or in a new one after a jump. One that
 * is read as a whole is checked on the way: its last bytes are only given when all are right.
 */
final class S3Source implements Source {
  private final S3Client client;
  private final String bucket;
  private final String key;
  private final long size;
  private final Runnable damaged;
  private final Checked checked;
  private @Nullable ResponseInputStream<GetObjectResponse> stream;
  private long next;
  private long checkedUntil;

  S3Source(S3Client client, String bucket, String key, Digest digest, Runnable damaged) {
    this.client = client;
    this.bucket = bucket;
    this.key = key;
    this.damaged = damaged;
    size = digest.sizeBytes();
    checked = new Checked(digest);
  }

  @Override
  public synchronized ByteBuffer read(long position, int max) throws IOException {
    int wanted = (int) Math.min(max, size - position);
    if (wanted == 0) {
      return ByteBuffer.allocate(0);
    }
    byte[] bytes = at(position).readNBytes(wanted);
    if (bytes.length < wanted) {
      throw new IOException("S3, %s: ends at %d (expected: %d)".formatted(key, next, size));
    }
    next += wanted;
    check(position, bytes);
    return ByteBuffer.wrap(bytes);
  }

  private void check(long position, byte[] bytes) throws IOException {
    if (position != checkedUntil) {
      return;
    }
    try {
      checkedUntil += bytes.length;
      checked.take(ByteBuffer.wrap(bytes));
      if (checkedUntil == size) {
        checked.finish();
      }
    } catch (StoreException mismatch) {
      damaged.run();
      throw new IOException("S3, " + key + ": damaged", mismatch);
    }
  }

  @Override
  public synchronized void close() {
    if (stream != null) {
      if (next < size) {
        // Else the client would read the rest to keep the connection.
        stream.abort();
      }
      closeQuietly(stream);
      stream = null;
    }
  }

  private ResponseInputStream<GetObjectResponse> at(long position) throws IOException {
    if (stream == null || position != next) {
      close();
      try {
        stream = client.getObject(r -> r.bucket(bucket).key(key).range("bytes=" + position + "-"));
      } catch (SdkException failed) {
        throw new IOException("S3, " + key + ": " + failed.getMessage(), failed);
      }
      next = position;
    }
    return stream;
  }

  private static void closeQuietly(ResponseInputStream<?> stream) {
    try {
      stream.close();
    } catch (IOException aborted) {
      // What was wanted has been read.
    }
  }
}
