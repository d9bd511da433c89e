package io.orfeas.launcher.proof;

import io.orfeas.inference.gpu.ComputeDevice;
import io.orfeas.inference.gpu.GpuFacts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What Orfeas reads from NVML, beside what {@code nvidia-smi} says at the same moment. */
final class NvmlSection implements Section {
  private static final List<String> FIELDS =
      List.of(
          "uuid",
          "name",
          "memory.total",
          "memory.used",
          "memory.reserved",
          "temperature.gpu",
          "power.draw",
          "utilization.gpu");
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final double MEBI = 1 << 20;

  /**
   * Figures that both must agree on, and by how much they may differ, in units of the row. Where
   * one has a figure and the other has none, they differ.
   */
  record Row(String field, String ours, String theirs, double allowed) {
    boolean agrees() {
      if (allowed == 0) {
        return ours.equals(theirs);
      }
      if (Double.isInfinite(allowed)) {
        return true;
      }
      OptionalDouble left = number(ours);
      OptionalDouble right = number(theirs);
      if (left.isEmpty() || right.isEmpty()) {
        return left.isEmpty() && right.isEmpty();
      }
      return Math.abs(left.getAsDouble() - right.getAsDouble()) <= allowed;
    }

    private static OptionalDouble number(String text) {
      try {
        return OptionalDouble.of(Double.parseDouble(text));
      } catch (NumberFormatException notReported) {
        return OptionalDouble.empty();
      }
    }
  }

  @Override
  public String name() {
    return "nvml";
  }

  @Override
  public String title() {
    return "NVML beside `nvidia-smi`";
  }

  @Override
  public String mark() {
    return "same device, same memory (within 64 MiB), same temperature (within 3 °C)";
  }

  @Override
  public Finding run(ProofSettings settings) throws IOException, InterruptedException {
    Optional<String> program = Tool.find("nvidia-smi");
    if (program.isEmpty()) {
      return Finding.skipped("nvidia-smi: not on PATH");
    }
    try (ComputeDevice device = Gpu.open()) {
      GpuFacts facts = device.measure().get(0);
      Tool.Run run = Tool.run(command(program.get(), facts.uuid()), LIMIT);
      String[] values = run.lastLine().split(", *", -1);
      if (run.code() != 0 || values.length != FIELDS.size()) {
        return Finding.failed("nvidia-smi: " + run.lastLine());
      }
      return compared(facts, values);
    }
  }

  private static List<String> command(String program, String uuid) {
    return List.of(
        program,
        "--id=" + uuid,
        "--query-gpu=" + String.join(",", FIELDS),
        "--format=csv,noheader,nounits");
  }

  private static Finding compared(GpuFacts facts, String[] theirs) {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("uuid", facts.uuid(), theirs[0], 0));
    rows.add(new Row("name", facts.name(), theirs[1], 0));
    rows.add(new Row("memory, MiB", mebi(facts.memory().totalBytes()), theirs[2], 1));
    rows.add(new Row("of it used", mebi(facts.memory().usedBytes()), theirs[3], 64));
    rows.add(new Row("of it reserved", mebi(facts.reservedBytes()), theirs[4], 64));
    rows.add(new Row("temperature, °C", text(facts.temperatureCelsius()), theirs[5], 3));
    // Both change from moment to moment, and are shown only.
    double any = Double.POSITIVE_INFINITY;
    rows.add(new Row("power, W", text(facts.powerWatts()), theirs[6], any));
    rows.add(new Row("busy, %", percent(facts.utilization()), theirs[7], any));
    Table table = new Table("figure", "Orfeas", "`nvidia-smi`", "agree");
    rows.forEach(
        row -> table.row(row.field(), row.ours(), row.theirs(), row.agrees() ? "yes" : "**no**"));
    long wrong = rows.stream().filter(row -> !row.agrees()).count();
    return Finding.of(wrong == 0, wrong == 0 ? "all agree" : wrong + " differ", table.lines());
  }

  private static String mebi(long bytes) {
    return Long.toString(Math.round(bytes / MEBI));
  }

  private static String text(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.1f", value.getAsDouble()) : "none";
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent() ? Long.toString(Math.round(100 * share.getAsDouble())) : "none";
  }
}
