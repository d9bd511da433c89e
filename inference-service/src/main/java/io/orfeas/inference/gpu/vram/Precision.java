package io.orfeas.inference.gpu.vram;

import java.util.Locale;

/** Number formats that a model may compute in, from the most exact to the smallest. */
public enum Precision {
  /** IEEE 754 single precision. */
  FP32(4),
  /** IEEE 754 half precision. */
  FP16(2),
  /** Quantized to eight bits. */
  INT8(1);

  private static final long FP32_ABOVE = 10 * VramBudget.GIB;
  private static final long FP16_ABOVE = 6 * VramBudget.GIB;

  private final int bytes;

  Precision(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one number. */
  public int bytes() {
    return bytes;
  }

  /** The name that clients see: {@code fp32}, {@code fp16} or {@code int8}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The most exact format for which there is room: more than 10 GiB fp32, more than 6 fp16. */
  public static Precision recommend(long freeBytes) {
    if (freeBytes > FP32_ABOVE) {
      return FP32;
    }
    return freeBytes > FP16_ABOVE ? FP16 : INT8;
  }

  /** The less exact of two. */
  public static Precision smaller(Precision a, Precision b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
