package io.orfeas.launcher.proof;

import io.orfeas.client.Picture;
import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.ComputeDevice;
import io.orfeas.inference.mesh.SurfaceKernel;
import io.orfeas.inference.pipeline.DeviceSteps;
import io.orfeas.inference.proof.AskedKernels;
import io.orfeas.inference.proof.Solids;
import java.util.List;

/**
 * How busy the device can be kept: by its own part of surfaces, by whole surfaces, and by whole
 * requests. Thinning is the processor's and takes it longer than all the rest takes the device; so
 * for the mark its result, which is the same every time, is found once and used again.
 */
final class UtilizationSection implements Section {
  private static final int LEAST_STREAMS = 8;
  private static final int MOST_STREAMS = 32;
  private static final int SMOOTHING = 3;
  private static final int QUALITY = 10;
  private static final double MARK = 0.85;

  @Override
  public String name() {
    return "load";
  }

  @Override
  public String title() {
    return "Utilisation under load";
  }

  @Override
  public String mark() {
    return "a kernel runs at least 85 % of the time while the device's part of surfaces is done";
  }

  @Override
  public Finding run(ProofSettings settings) throws Exception {
    Table table = new Table("load", "threads", "done per second", "busy");
    int processors = Runtime.getRuntime().availableProcessors();
    // While one thread copies what it got, another's kernel is to run.
    int streams = Math.min(MOST_STREAMS, Math.max(LEAST_STREAMS, 2 * processors));
    Busy.Seen own;
    try (ComputeDevice device = Gpu.open()) {
      BulkKernels kernels = Gpu.kernels(device);
      String what = "surfaces of %d³".formatted(settings.grid());
      own = surfaces(settings, device, AskedKernels.once(kernels), streams);
      row(table, what + ", the device's part", streams, own);
      row(table, what, streams, surfaces(settings, device, kernels, streams));
      row(
          table,
          "requests of quality " + QUALITY,
          processors,
          requests(settings, device, processors));
    }
    List<String> body = table.lines();
    body.add("");
    body.add(
        "NVML's utilisation every 250 ms, mean. For the device's part, the processor thinned the mesh once beforehand; shells and meshes are copied there and back all the same. Whole surfaces are thinned each time, and whole requests decode, cut out, simplify and write files as well, all on the processor, which is what bounds them.");
    if (own.share().isEmpty()) {
      return new Finding(Verdict.SKIPPED, "the device does not report its utilisation", body);
    }
    double share = own.share().getAsDouble();
    return Finding.of(share >= MARK, percent(share), body);
  }

  private static Busy.Seen surfaces(
      ProofSettings settings, ComputeDevice device, BulkKernels kernels, int streams)
      throws Exception {
    DepthShell shell = Solids.balls(settings.grid());
    SurfaceKernel kernel = DeviceSteps.always(kernels).surfaces();
    return Busy.watch(
        device, streams, settings.load(), () -> kernel.surface(shell, settings.grid(), SMOOTHING));
  }

  private static Busy.Seen requests(ProofSettings settings, ComputeDevice device, int clients)
      throws Exception {
    Picture picture = Picture.of(settings.picture());
    try (Services services = Services.on("cuda")) {
      services.generate(picture, QUALITY);
      return Busy.watch(
          device, clients, settings.load(), () -> services.generate(picture, QUALITY));
    }
  }

  private static void row(Table table, String load, int threads, Busy.Seen seen) {
    table.row(
        load,
        threads,
        Table.figure(seen.rounds() / seen.seconds()),
        seen.share().isPresent() ? percent(seen.share().getAsDouble()) : "not reported");
  }

  private static String percent(double share) {
    return Math.round(100 * share) + " %";
  }
}
