package io.orfeas.inference.format;

/** What a number in a file counts. */
public enum LengthUnit {
  /** Metres. */
  METER("m", 1),
  /** Centimetres. */
  CENTIMETER("cm", 100),
  /** Millimetres. */
  MILLIMETER("mm", 1000),
  /** International inches of 25.4 mm. */
  INCH("in", 1 / .0254);

  private final String symbol;
  private final double perMeter;

  LengthUnit(String symbol, double perMeter) {
    this.symbol = symbol;
    this.perMeter = perMeter;
  }

  /** The name clients use: {@code m}, {@code cm}, {@code mm}, {@code in}. */
  public String wireName() {
    return symbol;
  }

  /** Units in a metre. */
  double perMeter() {
    return perMeter;
  }
}
