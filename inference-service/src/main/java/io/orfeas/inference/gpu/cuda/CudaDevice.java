package io.orfeas.inference.gpu.cuda;

import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.ComputeDevice;
import io.orfeas.inference.gpu.GpuFacts;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The first CUDA device that this process may see ({@code CUDA_VISIBLE_DEVICES} chooses). */
public final class CudaDevice implements ComputeDevice {
  private final NvmlFacts facts;
  private final CudaContext context;
  private final CudaKernels kernels;

  private CudaDevice(NvmlFacts facts, CudaContext context, CudaKernels kernels) {
    this.facts = facts;
    this.context = context;
    this.kernels = kernels;
  }

  /**
   * Opens driver and device.
   *
   * @throws CudaException when the driver refuses, or has no device
   * @throws DeviceOutOfMemoryException when others have left no memory to begin with
   * @throws LinkageError when a library is missing
   */
  public static CudaDevice open(Clock clock) {
    // The driver first: it is the library that is missing where there is no GPU.
    CudaContext context = CudaContext.open();
    CudaKernels kernels = null;
    try {
      kernels = new CudaKernels(context);
      return new CudaDevice(NvmlFacts.open(clock), context, kernels);
    } catch (RuntimeException | LinkageError refusal) {
      if (kernels != null) {
        kernels.close();
      }
      context.close();
      throw refusal;
    }
  }

  @Override
  public String description() {
    return "cuda (%s, %s, %d MiB)"
        .formatted(context.name(), context.uuid(), context.totalBytes() >> 20);
  }

  @Override
  public boolean isGpu() {
    return true;
  }

  @Override
  public synchronized List<GpuFacts> measure() {
    List<GpuFacts> all = facts.measure();
    List<GpuFacts> ours = all.stream().filter(gpu -> isOurs(gpu.uuid())).toList();
    List<GpuFacts> others = all.stream().filter(gpu -> !ours.contains(gpu)).toList();
    return Stream.concat(ours.stream(), others.stream()).toList();
  }

  /** Driver and NVML agree about the groups of a UUID, and not about what stands before them. */
  private boolean isOurs(String uuid) {
    return groups(uuid).equals(groups(context.uuid()));
  }

  private static String groups(String uuid) {
    return uuid.substring(uuid.indexOf('-') + 1);
  }

  @Override
  public Optional<BulkKernels> kernels() {
    return Optional.of(kernels);
  }

  @Override
  public long freeBytes() {
    return context.freeBytes();
  }

  @Override
  public void freeCaches() {
    kernels.freeCaches();
    context.freeCaches();
  }

  @Override
  public synchronized void close() {
    facts.close();
    kernels.close();
    context.close();
  }
}
