package io.orfeas.inference.gpu;

import java.util.List;
import java.util.Optional;

/**
 * The device that bulk work runs on. One of the four seams; the CPU is always there.
 *
 * <p>Chosen once at start by {@link Devices}; {@link #description()} says what was chosen, and why
 * nothing faster was.
 */
public interface ComputeDevice extends AutoCloseable {
  /** What runs the work, for example {@code cpu (cuda refused: libcuda.so.1 not found)}. */
  String description();

  /** Whether this is a GPU. */
  boolean isGpu();

  /**
   * Measures every GPU that this process may use, the one in use first. Takes milliseconds; asked
   * every few seconds, never for a request.
   *
   * @return empty without a GPU
   * @throws DeviceFailureException when the one in use does not answer; others are left out
   */
  List<GpuFacts> measure();

  /** What the device computes; empty where the CPU's own code does. */
  default Optional<BulkKernels> kernels() {
    return Optional.empty();
  }

  /** Memory of the device in bytes, as its driver says; 0 without a GPU. */
  default long totalBytes() {
    return 0;
  }

  /** Bytes free on the device now, whoever uses the rest; 0 without a GPU. Takes microseconds. */
  default long freeBytes() {
    return 0;
  }

  /** Gives memory that is only cached back to the driver. */
  void freeCaches();

  @Override
  void close();
}
