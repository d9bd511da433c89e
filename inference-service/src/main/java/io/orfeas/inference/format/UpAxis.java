package io.orfeas.inference.format;

import java.util.Locale;

/** Which axis of a right-handed file points up. */
public enum UpAxis {
  /** +Y up, +Z front, as in glTF. */
  Y("+Y up, +Z front"),
  /** +Z up, -Y front, as in printing and most CAD programs. */
  Z("+Z up, -Y front");

  private final String description;

  UpAxis(String description) {
    this.description = description;
  }

  /** The name clients use: {@code y}, {@code z}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Up and front, in words. */
  String description() {
    return description;
  }

  /** Turns x, y, z triples from +Y up to this axis up, in place. */
  void turn(float[] triples) {
    if (this == Y) {
      return;
    }
    for (int i = 0; i < triples.length; i += 3) {
      float y = triples[i + 1];
      triples[i + 1] = 0 - triples[i + 2]; // not -z: a zero stays a positive zero
      triples[i + 2] = y;
    }
  }
}
