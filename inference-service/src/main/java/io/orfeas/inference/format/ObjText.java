package io.orfeas.inference.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the words, numbers and lines of an OBJ file fast, and alike in every locale. */
final class ObjText {
  private static final int CAPACITY = 1 << 16;

  /** More than the longest line takes. */
  private static final int RESERVE = 256;

  /** Six decimals: a micrometre where the unit is a metre. */
  private static final int DECIMALS = 6;

  private static final long ONE = 1_000_000;

  private final byte[] buffer = new byte[CAPACITY];
  private final OutputStream out;
  private int size;

  ObjText(OutputStream out) {
    this.out = out;
  }

  /** A whole line of ASCII text. */
  void line(String text) throws IOException {
    flush();
    out.write((text + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /** The first word of a line. */
  ObjText word(String word) throws IOException {
    if (size > CAPACITY - RESERVE) {
      flush();
    }
    for (int i = 0; i < word.length(); i++) {
      buffer[size++] = (byte) word.charAt(i);
    }
    return this;
  }

  /** A space and a number with at most six decimals, without trailing zeros. */
  ObjText decimal(float value) {
    buffer[size++] = ' ';
    long scaled = Math.round(value * (double) ONE);
    if (scaled < 0) {
      buffer[size++] = '-';
      scaled = -scaled;
    }
    digits(scaled / ONE);
    long fraction = scaled % ONE;
    if (fraction > 0) {
      buffer[size] = '.';
      for (int i = DECIMALS; i >= 1; i--) {
        buffer[size + i] = (byte) ('0' + fraction % 10);
        fraction /= 10;
      }
      size += DECIMALS + 1;
      while (buffer[size - 1] == '0') {
        size--;
      }
    }
    return this;
  }

  /** A space and a face corner: position, texture coordinate and normal, counted from 1. */
  ObjText corner(int position, int uv, int normal) {
    buffer[size++] = ' ';
    digits(position);
    buffer[size++] = '/';
    digits(uv);
    buffer[size++] = '/';
    digits(normal);
    return this;
  }

  /** Ends the line. */
  void end() {
    buffer[size++] = '\n';
  }

  /** Hands what is buffered to the stream; call it last. */
  void flush() throws IOException {
    out.write(buffer, 0, size);
    size = 0;
  }

  private void digits(long value) {
    int count = 1;
    for (long rest = value / 10; rest > 0; rest /= 10) {
      count++;
    }
    size += count;
    long rest = value;
    for (int i = 1; i <= count; i++) {
      buffer[size - i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
