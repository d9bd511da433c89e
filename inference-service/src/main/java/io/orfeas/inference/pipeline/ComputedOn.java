package io.orfeas.inference.pipeline;

/** What did the heavy steps of some work. */
public enum ComputedOn {
  /** The processor did all of them. */
  CPU("cpu"),
  /** A CUDA device did all that devices can do. */
  CUDA("cuda"),
  /** A CUDA device did some; for others it had no memory. */
  BOTH("cuda+cpu");

  private final String wireName;

  ComputedOn(String wireName) {
    this.wireName = wireName;
  }

  /** The name in spans and metrics, for example {@code cuda}. */
  public String wireName() {
    return wireName;
  }

  /** What did this work and another. */
  public ComputedOn and(ComputedOn other) {
    return this == other ? this : BOTH;
  }
}
