package io.orfeas.inference.gpu.cuda;

import static org.bytedeco.cuda.global.nvml.NVML_SUCCESS;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetCount_v2;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetHandleByIndex_v2;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetMaxMigDeviceCount;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetMigDeviceHandleByIndex;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetMigMode;
import static org.bytedeco.cuda.global.nvml.nvmlErrorString;
import static org.bytedeco.cuda.global.nvml.nvmlInit_v2;
import static org.bytedeco.cuda.global.nvml.nvmlShutdown;
import static org.bytedeco.cuda.global.nvml.nvmlSystemGetDriverVersion;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.nvml.nvmlDevice_st;

/**
 * The NVIDIA Management Library, opened. One instance owns the library's initialization and ends it
 * on close.
 *
 * @see <a href="https://docs.nvidia.com/deploy/nvml-api/">NVML API reference</a>
 */
final class Nvml implements AutoCloseable {
  /** Oldest driver whose library has every function used here (CUDA 13). */
  private static final int OLDEST_DRIVER = 580;

  private static final int TEXT = 96;

  private Nvml() {}

  /**
   * Opens the library.
   *
   * @throws CudaException when it refuses, or the driver is too old
   * @throws LinkageError when there is none
   */
  static Nvml open() {
    check(nvmlInit_v2(), "nvmlInit");
    Nvml opened = new Nvml();
    try {
      opened.checkDriver();
      return opened;
    } catch (CudaException tooOld) {
      opened.close();
      throw tooOld;
    }
  }

  /** Every MIG instance, and every GPU that is not divided into some, as far as they answer. */
  List<nvmlDevice_st> devices() {
    int[] count = {0};
    check(nvmlDeviceGetCount_v2(count), "nvmlDeviceGetCount");
    List<nvmlDevice_st> devices = new ArrayList<>();
    for (int i = 0; i < count[0]; i++) {
      nvmlDevice_st device = new nvmlDevice_st();
      // One that is lost, or lent to others only, must not hide the rest.
      if (nvmlDeviceGetHandleByIndex_v2(i, device) != NVML_SUCCESS) {
        continue;
      }
      List<nvmlDevice_st> instances = instances(device);
      devices.addAll(instances.isEmpty() ? List.of(device) : instances);
    }
    return devices;
  }

  private static List<nvmlDevice_st> instances(nvmlDevice_st gpu) {
    int[] current = {0};
    int[] pending = {0};
    int[] most = {0};
    boolean divided =
        nvmlDeviceGetMigMode(gpu, current, pending) == NVML_SUCCESS
            && current[0] == 1
            && nvmlDeviceGetMaxMigDeviceCount(gpu, most) == NVML_SUCCESS;
    List<nvmlDevice_st> instances = new ArrayList<>();
    for (int i = 0; divided && i < most[0]; i++) {
      nvmlDevice_st instance = new nvmlDevice_st();
      // Slots without an instance are normal, and say NOT_FOUND.
      if (nvmlDeviceGetMigDeviceHandleByIndex(gpu, i, instance) == NVML_SUCCESS) {
        instances.add(instance);
      }
    }
    return instances;
  }

  /** Text that a function of the library writes into a buffer. */
  static String text(String call, TextFunction function) {
    byte[] buffer = new byte[TEXT];
    check(function.write(buffer, TEXT), call);
    int end = 0;
    while (end < TEXT && buffer[end] != 0) {
      end++;
    }
    return new String(buffer, 0, end, StandardCharsets.UTF_8);
  }

  /** A function that writes text, ended by a zero, and returns NVML's status. */
  @FunctionalInterface
  interface TextFunction {
    int write(byte[] buffer, int length);
  }

  /** The one place where statuses become exceptions. */
  static void check(int status, String call) {
    if (status != NVML_SUCCESS) {
      throw new CudaException(
          "%s: %s (expected: success)".formatted(call, nvmlErrorString(status).getString()));
    }
  }

  private void checkDriver() {
    String version =
        text(
            "nvmlSystemGetDriverVersion",
            (buffer, size) -> nvmlSystemGetDriverVersion(buffer, size));
    int major = Integer.parseInt(version.split("\\.", 2)[0]);
    if (major < OLDEST_DRIVER) {
      throw new CudaException(
          "driver: %s (expected: %d or newer)".formatted(version, OLDEST_DRIVER));
    }
  }

  @Override
  public void close() {
    nvmlShutdown();
  }
}
