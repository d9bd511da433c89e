package io.orfeas.inference.gpu;

import io.orfeas.inference.gpu.cuda.CudaDevice;
import io.orfeas.inference.gpu.cuda.CudaRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Chooses the compute device, once at start. */
public final class Devices {
  /** What the drivers for Linux and for WSL make; without either there is nothing to load. */
  private static final List<Path> NODES = List.of(Path.of("/dev/nvidiactl"), Path.of("/dev/dxg"));

  /** What may be asked for. */
  public enum Wanted {
    /** CUDA where there is a device node, else the CPU; the default. */
    AUTO,
    /** CUDA, looked for everywhere; the CPU where it cannot be had. */
    CUDA,
    /** The CPU. */
    CPU
  }

  private Devices() {}

  /** The fastest device there is; why a faster one is not used is in its description. */
  public static ComputeDevice open(Wanted wanted, Clock clock) {
    if (wanted == Wanted.AUTO && !hasNode()) {
      return new CpuDevice("cuda refused: no NVIDIA device (expected: /dev/nvidiactl)");
    }
    return open(
        wanted,
        () -> {
          CudaRuntime.standIn();
          return CudaDevice.open(clock);
        });
  }

  static ComputeDevice open(Wanted wanted, Supplier<ComputeDevice> cuda) {
    if (wanted == Wanted.CPU) {
      return new CpuDevice("cuda not asked for");
    }
    try {
      return cuda.get();
    } catch (RuntimeException | LinkageError refusal) {
      return new CpuDevice("cuda refused: " + reason(refusal));
    }
  }

  private static String reason(Throwable refusal) {
    Throwable cause = refusal;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return message.isEmpty() ? cause.getClass().getSimpleName() : message;
  }

  private static boolean hasNode() {
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
    return !linux || NODES.stream().anyMatch(Files::exists);
  }
}
