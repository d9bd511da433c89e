package io.orfeas.inference.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Reads an array, and loses patience with decoders that keep on reading behind its end.
 *
 * <p>Some decoders take the end of the data for zeros and never stop on damaged files; after a
 * generous number of such reads this stream throws.
 */
final class BytesImageInputStream extends ImageInputStreamImpl {
  /** Decoders fetch a few bytes ahead, so some reads behind the end are normal. */
  private static final int PATIENCE = 256;

  private final byte[] bytes;
  private int readsBehindEnd;

  BytesImageInputStream(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() throws IOException {
    checkClosed();
    bitOffset = 0;
    return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xFF : end();
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    checkClosed();
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (streamPos >= bytes.length) {
      return end();
    }
    int count = (int) Math.min(length, bytes.length - streamPos);
    System.arraycopy(bytes, (int) streamPos, to, offset, count);
    streamPos += count;
    return count;
  }

  private int end() {
    if (++readsBehindEnd > PATIENCE) {
      throw ImageRejectedException.unreadable(
          "image: ends at byte %d in the middle of its content (expected: a complete picture)"
              .formatted(bytes.length));
    }
    return -1;
  }

  @Override
  public long length() {
    return bytes.length;
  }
}
