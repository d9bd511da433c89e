package io.orfeas.inference.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes little-endian numbers to a stream through a small buffer. */
final class LittleEndianSink {
  private static final int CAPACITY = 1 << 16;

  private final ByteBuffer buffer = ByteBuffer.allocate(CAPACITY).order(ByteOrder.LITTLE_ENDIAN);
  private final OutputStream out;

  LittleEndianSink(OutputStream out) {
    this.out = out;
  }

  /** Whole numbers as the low 2 or all 4 bytes of each. */
  static byte[] integers(int[] values, int width) {
    ByteBuffer bytes = ByteBuffer.allocate(width * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      if (width == Short.BYTES) {
        bytes.putShort((short) value);
      } else {
        bytes.putInt(value);
      }
    }
    return bytes.array();
  }

  void u8(int value) throws IOException {
    reserve(1);
    buffer.put((byte) value);
  }

  void u16(int value) throws IOException {
    reserve(2);
    buffer.putShort((short) value);
  }

  void i32(int value) throws IOException {
    reserve(4);
    buffer.putInt(value);
  }

  void f32(float value) throws IOException {
    reserve(4);
    buffer.putFloat(value);
  }

  void f32(float[] values) throws IOException {
    for (float value : values) {
      f32(value);
    }
  }

  void bytes(byte[] bytes) throws IOException {
    flush();
    out.write(bytes);
  }

  /** Hands what is buffered to the stream; call it last. */
  void flush() throws IOException {
    out.write(buffer.array(), 0, buffer.position());
    buffer.clear();
  }

  private void reserve(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
  }
}
