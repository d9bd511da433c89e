package io.orfeas.inference.gpu;

import java.util.List;

/** The processor this process runs on. */
public final class CpuDevice implements ComputeDevice {
  private final String refusal;

  /**
   * The fallback device.
   *
   * @param refusal why no faster device is used
   */
  public CpuDevice(String refusal) {
    this.refusal = refusal;
  }

  @Override
  public String description() {
    return "cpu (" + refusal + ")";
  }

  @Override
  public boolean isGpu() {
    return false;
  }

  @Override
  public List<GpuFacts> measure() {
    return List.of();
  }

  @Override
  public void freeCaches() {}

  @Override
  public void close() {}
}
