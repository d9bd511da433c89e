package io.orfeas.cache.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An object that is read from front to back in one request, or in a new one after a jump. */
final class S3Source implements Source {
  private final S3Calls calls;
  private final S3Client client;
  private final String bucket;
  private final String key;
  private final long size;
  private @Nullable ResponseInputStream<GetObjectResponse> stream;
  private long next;

  S3Source(S3Calls calls, S3Client client, String bucket, String key, long size) {
    this.calls = calls;
    this.client = client;
    this.bucket = bucket;
    this.key = key;
    this.size = size;
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
    return ByteBuffer.wrap(bytes);
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
      ResponseInputStream<GetObjectResponse> opened =
          calls.call(
              key,
              () ->
                  client.getObject(
                      r -> r.bucket(bucket).key(key).range("bytes=" + position + "-")));
      stream = opened;
      next = position;
      return opened;
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
