package io.orfeas.launcher.proof;

import io.orfeas.inference.gpu.ComputeDevice;
import io.orfeas.inference.proof.KernelTime;
import io.orfeas.inference.proof.KernelTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** How long the device takes for the finest mesh. */
final class FinalMeshSection implements Section {
  private static final double MARK_MILLIS = 20;
  private static final int MARK_GRID = 256;
  private static final long HEAP = 1L << 30;

  @Override
  public String name() {
    return "mesh";
  }

  @Override
  public String title() {
    return "Final mesh, step by step";
  }

  @Override
  public String mark() {
    return "depth shell, surface and normals at 256³ in less than 20 ms on the device";
  }

  /** Memory that Java has not touched before costs whoever touches it, and not the device. */
  @Override
  public List<String> javaOptions() {
    return Runtime.getRuntime().maxMemory() < 2L * HEAP
        ? List.of()
        : List.of("-Xms" + HEAP, "-XX:+AlwaysPreTouch");
  }

  @Override
  public Finding run(ProofSettings settings) throws IOException {
    byte[] picture = Files.readAllBytes(settings.picture());
    try (ComputeDevice device = Gpu.open()) {
      List<KernelTime> times =
          KernelTimes.of(
              Gpu.kernels(device), picture, settings.grid(), settings.texture(), settings.passes());
      Table table =
          new Table(
              "step", "processor, ms", "device, ms", "processor in between, ms", "times faster");
      for (KernelTime time : times) {
        table.row(
            time.step(),
            Table.figure(time.processorMillis()),
            Table.figure(time.deviceMillis()),
            Table.figure(time.betweenMillis()),
            Table.figure(time.timesFaster()));
      }
      double mesh =
          times.stream()
              .filter(KernelTime::isPartOfMesh)
              .mapToDouble(KernelTime::deviceMillis)
              .sum();
      List<String> body = table.lines();
      body.add("");
      body.add(
          "Medians of %d warm passes in turns; one thread of the processor. The device's times include all copies to it and back, and so are never less than its own; what only the processor does in between, thinning above all, is beside them."
              .formatted(settings.passes()));
      String summary = "%s ms at %d³".formatted(Table.figure(mesh), settings.grid());
      return settings.grid() < MARK_GRID
          ? new Finding(Verdict.MEASURED, summary, body)
          : Finding.of(mesh < MARK_MILLIS, summary, body);
    }
  }
}
