package io.orfeas.inference.gpu.cuda;

import static java.util.stream.Collectors.toSet;

import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.ComputeDevice;
import io.orfeas.inference.gpu.GpuFacts;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import io.orfeas.inference.gpu.vram.MemorySample;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** The first CUDA device that this process may see ({@code CUDA_VISIBLE_DEVICES} chooses). */
public final class CudaDevice implements ComputeDevice {
  private final NvmlFacts facts;
  private final CudaContext context;
  private final CudaKernels kernels;
  private final Clock clock;
  private final Set<String> visible;

  private CudaDevice(NvmlFacts facts, CudaContext context, CudaKernels kernels, Clock clock) {
    this.clock = clock;
    visible = CudaContext.visible().stream().map(CudaDevice::groups).collect(toSet());
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
      return new CudaDevice(NvmlFacts.open(clock), context, kernels, clock);
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
    // NVML goes on answering where the context is broken, and with it all work here.
    long free = context.freeBytes();
    List<GpuFacts> all = facts.measure(uuid -> visible.contains(groups(uuid)));
    Optional<GpuFacts> ours = all.stream().filter(gpu -> isOurs(gpu.uuid())).findFirst();
    Stream<GpuFacts> others = all.stream().filter(gpu -> !isOurs(gpu.uuid()));
    return Stream.concat(Stream.of(ours.orElseGet(() -> byDriver(free))), others).toList();
  }

  /** What is known of the device without NVML. */
  private GpuFacts byDriver(long free) {
    long total = context.totalBytes();
    return new GpuFacts(
        context.uuid(),
        context.name(),
        new MemorySample(clock.instant(), total, total - free, free),
        0,
        OptionalLong.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
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
  public long totalBytes() {
    return context.totalBytes();
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
