package io.orfeas.inference.proof;

/**
 * How far a kernel was from the processor's own code.
 *
 * @param kernel what it computes
 * @param cases inputs that were tried
 * @param sizes of them, for people
 * @param deviation largest absolute difference of any value; infinite where there were more or
 *     fewer values
 * @param allowed largest deviation that its contract allows; 0 means the same bit by bit
 */
public record Parity(String kernel, int cases, String sizes, double deviation, double allowed) {
  /** Whether the kernel is what it is to be. */
  public boolean isMet() {
    return deviation <= allowed;
  }
}
