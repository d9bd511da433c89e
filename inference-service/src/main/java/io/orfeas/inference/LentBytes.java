package io.orfeas.inference;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The array under a byte string, where it is exactly that array: a picture that only has to be
 * hashed to be known is not copied for it.
 */
final class LentBytes extends ByteOutput {
  private final int size;
  private byte @Nullable [] whole;

  private LentBytes(int size) {
    this.size = size;
  }

  /** The bytes; lent, and not to be changed. */
  static byte[] of(ByteString bytes) {
    LentBytes lent = new LentBytes(bytes.size());
    try {
      UnsafeByteOperations.unsafeWriteTo(bytes, lent);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    byte[] array = lent.whole;
    return array != null ? array : bytes.toByteArray();
  }

  @Override
  public void writeLazy(byte[] value, int offset, int length) {
    whole = value.length == size && length == size ? value : null;
  }

  @Override
  public void writeLazy(ByteBuffer value) {}

  @Override
  public void write(byte value) {}

  @Override
  public void write(byte[] value, int offset, int length) {}

  @Override
  public void write(ByteBuffer value) {}
}
