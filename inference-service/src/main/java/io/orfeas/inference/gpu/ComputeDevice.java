package io.orfeas.inference.gpu;

/**
 * The device that bulk work runs on. One of the four seams; the CPU is always there.
 *
 * <p>Chosen once at start; {@link #description()} says what was chosen, and why nothing faster was.
 */
public interface ComputeDevice extends AutoCloseable {
  /** What runs the work, for example {@code cpu (cuda refused: libcuda.so.1 not found)}. */
  String description();

  /** Whether this is a GPU. */
  boolean isGpu();

  @Override
  void close();
}
