package io.orfeas.launcher.edge;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import com.linecorp.armeria.common.HttpData;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Lends the bytes of a message to an HTTP answer: a mesh is not copied on its way through. */
final class WholeBytes extends ByteOutput {
  private final List<ByteBuffer> parts = new ArrayList<>(1);

  private WholeBytes() {}

  /** The same bytes, shared; neither may be changed, and nobody here does. */
  static HttpData of(ByteString bytes) {
    WholeBytes lent = new WholeBytes();
    try {
      UnsafeByteOperations.unsafeWriteTo(bytes, lent);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return HttpData.wrap(Unpooled.wrappedBuffer(lent.parts.toArray(new ByteBuffer[0])));
  }

  @Override
  public void write(byte value) {
    parts.add(ByteBuffer.wrap(new byte[] {value}));
  }

  @Override
  public void write(byte[] value, int offset, int length) {
    parts.add(ByteBuffer.wrap(value.clone(), offset, length));
  }

  @Override
  public void writeLazy(byte[] value, int offset, int length) {
    parts.add(ByteBuffer.wrap(value, offset, length));
  }

  @Override
  public void write(ByteBuffer value) {
    parts.add(ByteBuffer.allocate(value.remaining()).put(value).flip());
  }

  @Override
  public void writeLazy(ByteBuffer value) {
    parts.add(value);
  }
}
