package io.orfeas.launcher.cli;

import io.orfeas.inference.v1.Degradation;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.StageData;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/** Shows a generation as it goes: a bar, and one line per stage with its timings. */
final class StageTable implements Consumer<GenerateResponse> {
  private static final int BAR = 20;
  private static final double PERCENT = 100;
  private static final double NANOS_PER_SECOND = 1e9;

  private final PrintWriter out;
  private final Path picture;
  private final Path target;
  private final long start = System.nanoTime();

  StageTable(PrintWriter out, Path picture, Path target) {
    this.out = out;
    this.picture = picture;
    this.target = target;
  }

  @Override
  public void accept(GenerateResponse event) {
    switch (event.getStage()) {
      case "accepted" -> accepted(event);
      case "completed" -> completed(event);
      case "failed" -> line("%s  failed%n", bar(event.getProgress()));
      default -> stage(event);
    }
    out.flush();
  }

  private void accepted(GenerateResponse event) {
    line(
        "%s -> %s (cache: %s; cut-out: %.0f %% sure)%n",
        picture, target, event.getCache(), PERCENT * event.getMaskConfidence());
    event.getWarningsList().forEach(warning -> line("warning: %s%n", warning));
  }

  private void stage(GenerateResponse event) {
    StageData data = event.getData();
    double computing =
        event.getDuration().getSeconds() + event.getDuration().getNanos() / NANOS_PER_SECOND;
    line(
        "%s %3d %%  %-16s %7.3f s  %7d triangles  (after %.2f s)%n",
        bar(event.getProgress()),
        event.getProgress(),
        event.getStage(),
        computing,
        data.getFaces(),
        elapsed());
  }

  private void completed(GenerateResponse event) {
    if (event.hasDegraded()) {
      Degradation why = event.getDegraded();
      String reason = why.getReason().toLowerCase(Locale.ROOT);
      if (why.getRung().isEmpty()) {
        line("degraded: %s; %s is the best stage that was finished%n", reason, why.getStage());
      } else {
        line("degraded: %s; the shape was estimated with %s%n", reason, why.getRung());
      }
    }
    line(
        "done in %.2f s: %s, %d triangles, %.0f KiB%n",
        elapsed(),
        target,
        event.getData().getFaces(),
        event.getData().getArtifact().getDigest().getSizeBytes() / 1024.0);
  }

  private double elapsed() {
    return (System.nanoTime() - start) / NANOS_PER_SECOND;
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format, values);
  }

  private static String bar(int progress) {
    int full = BAR * progress / 100;
    return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
  }
}
