package io.orfeas.inference.gpu.cuda;

import static org.bytedeco.cuda.global.nvml.NVML_MEMORY_ERROR_TYPE_UNCORRECTED;
import static org.bytedeco.cuda.global.nvml.NVML_SUCCESS;
import static org.bytedeco.cuda.global.nvml.NVML_TEMPERATURE_GPU;
import static org.bytedeco.cuda.global.nvml.NVML_VOLATILE_ECC;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetComputeRunningProcesses_v3;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetMemoryInfo_v2;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetName;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetPowerUsage;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetTemperature;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetTotalEccErrors;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetTotalEnergyConsumption;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetUUID;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetUtilizationRates;
import static org.bytedeco.cuda.global.nvml.nvmlMemory_v2;

import io.orfeas.inference.gpu.GpuFacts;
import io.orfeas.inference.gpu.vram.MemorySample;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.bytedeco.cuda.nvml.nvmlDevice_st;
import org.bytedeco.cuda.nvml.nvmlMemory_v2_t;
import org.bytedeco.cuda.nvml.nvmlProcessInfo_v2_t;
import org.bytedeco.cuda.nvml.nvmlUtilization_t;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the facts of GPUs. One that does not answer is left out, with its reason in the log, and
 * the others are not. For one thread at a time.
 */
final class NvmlFacts implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(NvmlFacts.class);
  private static final int MOST_PROCESSES = 256;
  private static final double PER_MILLE = 1e-3;

  private final Nvml nvml;
  private final XidWatch faults;
  private final Clock clock;
  private final long pid = ProcessHandle.current().pid();
  private Set<String> refusals = Set.of();

  private NvmlFacts(Nvml nvml, Clock clock) {
    this.nvml = nvml;
    this.clock = clock;
    faults = XidWatch.of(nvml.devices());
  }

  static NvmlFacts open(Clock clock) {
    return new NvmlFacts(Nvml.open(), clock);
  }

  /**
   * Measures those that answer.
   *
   * @param wanted whether to measure the one of a UUID
   */
  List<GpuFacts> measure(Predicate<String> wanted) {
    List<GpuFacts> facts = new ArrayList<>();
    Set<String> now = new LinkedHashSet<>();
    try {
      faults.poll();
      for (nvmlDevice_st device : nvml.devices()) {
        measure(device, wanted, facts, now);
      }
    } catch (CudaException refusal) {
      now.add(refusal.getMessage());
    }
    // Measured every few seconds: what is known already is not said again.
    now.stream().filter(reason -> !refusals.contains(reason)).forEach(NvmlFacts::log);
    refusals = now;
    return facts;
  }

  private void measure(
      nvmlDevice_st device, Predicate<String> wanted, List<GpuFacts> facts, Set<String> failures) {
    String name = "a GPU";
    try {
      String uuid = uuid(device);
      name = uuid;
      if (wanted.test(uuid)) {
        facts.add(measure(device, uuid));
      }
    } catch (CudaException refusal) {
      failures.add(name + ": " + refusal.getMessage());
    }
  }

  private static void log(String refusal) {
    logger.warn("gpu facts: {}", refusal);
  }

  private GpuFacts measure(nvmlDevice_st device, String uuid) {
    try (nvmlMemory_v2_t memory = new nvmlMemory_v2_t()) {
      memory.version(nvmlMemory_v2());
      Nvml.check(nvmlDeviceGetMemoryInfo_v2(device, memory), "nvmlDeviceGetMemoryInfo");
      return new GpuFacts(
          uuid,
          Nvml.text("nvmlDeviceGetName", (text, size) -> nvmlDeviceGetName(device, text, size)),
          new MemorySample(clock.instant(), memory.total(), memory.used(), memory._free()),
          memory.reserved(),
          processBytes(device),
          utilization(device),
          number(value -> nvmlDeviceGetTemperature(device, NVML_TEMPERATURE_GPU, value), 1),
          number(value -> nvmlDeviceGetPowerUsage(device, value), PER_MILLE),
          energy(device),
          eccErrors(device),
          faults.count(uuid));
    }
  }

  static String uuid(nvmlDevice_st device) {
    return Nvml.text("nvmlDeviceGetUUID", (text, size) -> nvmlDeviceGetUUID(device, text, size));
  }

  private OptionalLong processBytes(nvmlDevice_st device) {
    try (nvmlProcessInfo_v2_t list = new nvmlProcessInfo_v2_t(MOST_PROCESSES)) {
      int[] count = {MOST_PROCESSES};
      int status = nvmlDeviceGetComputeRunningProcesses_v3(device, count, list);
      if (status != NVML_SUCCESS) {
        return OptionalLong.empty();
      }
      OptionalLong bytes = OptionalLong.empty();
      for (int i = 0; i < count[0]; i++) {
        nvmlProcessInfo_v2_t process = list.getPointer(i);
        // All bits set where the system keeps the figure from us. In a container the list may know
        // this process by another number, or not at all.
        if (process.pid() == pid && process.usedGpuMemory() != -1) {
          bytes = OptionalLong.of(bytes.orElse(0) + process.usedGpuMemory());
        }
      }
      return bytes;
    }
  }

  private static OptionalDouble utilization(nvmlDevice_st device) {
    try (nvmlUtilization_t rates = new nvmlUtilization_t()) {
      return nvmlDeviceGetUtilizationRates(device, rates) == NVML_SUCCESS
          ? OptionalDouble.of(rates.gpu() / 100.0)
          : OptionalDouble.empty();
    }
  }

  private static OptionalDouble energy(nvmlDevice_st device) {
    long[] millijoules = {0};
    return nvmlDeviceGetTotalEnergyConsumption(device, millijoules) == NVML_SUCCESS
        ? OptionalDouble.of(millijoules[0] * PER_MILLE)
        : OptionalDouble.empty();
  }

  private static OptionalLong eccErrors(nvmlDevice_st device) {
    long[] errors = {0};
    int status =
        nvmlDeviceGetTotalEccErrors(
            device, NVML_MEMORY_ERROR_TYPE_UNCORRECTED, NVML_VOLATILE_ECC, errors);
    return status == NVML_SUCCESS ? OptionalLong.of(errors[0]) : OptionalLong.empty();
  }

  private static OptionalDouble number(IntFunction function, double unit) {
    int[] value = {0};
    return function.read(value) == NVML_SUCCESS
        ? OptionalDouble.of(value[0] * unit)
        : OptionalDouble.empty();
  }

  /** A function that reads one number, and returns NVML's status. */
  @FunctionalInterface
  private interface IntFunction {
    int read(int[] value);
  }

  @Override
  public void close() {
    faults.close();
    nvml.close();
  }
}
