package io.orfeas.inference.proof;

/**
 * Median times of one step, both warm, taken in turns.
 *
 * @param step what is computed
 * @param isPartOfMesh whether a mesh needs it; its texture does otherwise
 * @param processorMillis on one thread of the processor
 * @param deviceMillis of the calls to the device, copies to and from it included, without what only
 *     the processor does in between: never less than the device's own time
 * @param betweenMillis what the processor does in between
 */
public record KernelTime(
    String step,
    boolean isPartOfMesh,
    double processorMillis,
    double deviceMillis,
    double betweenMillis) {
  /** How many times as fast the step is with the device, the processor's part included. */
  public double timesFaster() {
    return processorMillis / (deviceMillis + betweenMillis);
  }
}
