package io.orfeas.launcher.proof;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Asks a machine everything, and writes the report. */
public final class Proof {
  private static final List<Section> SECTIONS =
      List.of(
          new ParitySection(),
          new NvmlSection(),
          new FinalMeshSection(),
          new StageTimesSection(),
          new UtilizationSection(),
          new ExhaustionSection(),
          new SanitizerSection());

  private final ProofSettings settings;
  private final Consumer<String> progress;

  /**
   * A report in Markdown.
   *
   * @param hasGpu whether there was a GPU to ask
   * @param isGood whether no section missed its mark or broke
   */
  public record Report(String markdown, boolean hasGpu, boolean isGood) {}

  /**
   * Questions with settings.
   *
   * @param progress is told of each section as it ends
   */
  public Proof(ProofSettings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /** Names of the sections, in their order. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(List.of(MachineSection.NAME));
    SECTIONS.forEach(section -> names.add(section.name()));
    return names;
  }

  /** Asks one section here; whatever goes wrong is what it found. */
  public static Finding one(String name, ProofSettings settings) {
    Section section =
        SECTIONS.stream()
            .filter(some -> some.name().equals(name))
            .findFirst()
            .orElseGet(MachineSection::new);
    try {
      return section.run(settings);
    } catch (Exception | LinkageError failure) {
      return Finding.failed(failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }
  }

  /** Asks everything, one section after the other, each in a process of its own. */
  public Report all() {
    Finding machine = SectionProcess.run(MachineSection.NAME, settings);
    progress.accept(machine.summary());
    if (machine.verdict() != Verdict.MEASURED) {
      return new Report(without(machine), false, !machine.verdict().isBad());
    }
    Map<Section, Finding> findings = new LinkedHashMap<>();
    for (Section section : SECTIONS) {
      Finding finding = SectionProcess.run(section.name(), settings);
      progress.accept(
          "%-10s %-8s %s".formatted(section.name(), finding.verdict().word(), finding.summary()));
      findings.put(section, finding);
    }
    boolean good = findings.values().stream().noneMatch(finding -> finding.verdict().isBad());
    return new Report(with(machine, findings), true, good);
  }

  private static String without(Finding machine) {
    List<String> lines = new ArrayList<>(List.of("## On a GPU", "", machine.summary(), ""));
    lines.add("Skipped, for want of a GPU:");
    lines.add("");
    SECTIONS.forEach(section -> lines.add("- " + section.title()));
    return String.join("\n", lines) + "\n";
  }

  private static String with(Finding machine, Map<Section, Finding> findings) {
    List<String> lines = new ArrayList<>(List.of("## On a GPU", ""));
    lines.add(machine.summary() + ".");
    lines.add(
        "Orfeas 0.1.0, `orfeas prove-gpu`, %s."
            .formatted(Instant.now().truncatedTo(ChronoUnit.MINUTES)));
    lines.add("");
    Table table = new Table("what", "mark", "found", "");
    findings.forEach(
        (section, finding) ->
            table.row(
                section.title(), section.mark(), finding.summary(), finding.verdict().word()));
    lines.addAll(table.lines());
    findings.forEach(
        (section, finding) -> {
          if (!finding.body().isEmpty()) {
            lines.addAll(List.of("", "### " + section.title(), ""));
            lines.addAll(finding.body());
          }
        });
    return String.join("\n", lines) + "\n";
  }
}
