package io.orfeas.launcher.proof;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks a machine everything, and writes the report. */
public final class Proof {
  private static final List<Section> SECTIONS =
      List.of(
          new ParitySection(),
          new NvmlSection(),
          new FinalMeshSection(),
          new UtilizationSection(),
          new ExhaustionSection(),
          new SanitizerSection(),
          // The longest, and without a mark.
          new StageTimesSection());

  /** In less time than this no section says anything. */
  private static final Duration LEAST = Duration.ofSeconds(5);

  private final ProofSettings settings;
  private final Progress progress;

  /**
   * A report in Markdown.
   *
   * @param hasGpu whether there was a GPU to ask
   * @param isGood whether no section missed its mark or broke
   */
  public record Report(String markdown, boolean hasGpu, boolean isGood) {}

  /** Hears of each section as it ends. */
  @FunctionalInterface
  public interface Progress {
    /**
     * A section ended.
     *
     * @param line what it found
     * @param markdown the report so far: all there is, should this be ended before it is done
     */
    void ended(String line, String markdown);
  }

  /** Questions with settings. */
  public Proof(ProofSettings settings, Progress progress) {
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
    long end = System.nanoTime() + settings.within().toNanos();
    Finding machine = asked(new MachineSection(), end);
    Map<Section, Finding> findings = new LinkedHashMap<>();
    if (machine.verdict() != Verdict.MEASURED) {
      progress.ended(machine.summary(), without(machine));
      return new Report(without(machine), false, !machine.verdict().isBad());
    }
    progress.ended(machine.summary(), with(machine, findings));
    for (Section section : SECTIONS) {
      Finding finding = asked(section, end);
      findings.put(section, finding);
      progress.ended(
          "%-10s %-8s %s".formatted(section.name(), finding.verdict().word(), finding.summary()),
          with(machine, findings));
    }
    boolean good = findings.values().stream().noneMatch(finding -> finding.verdict().isBad());
    return new Report(with(machine, findings), true, good);
  }

  private Finding asked(Section section, long end) {
    Duration left = Duration.ofNanos(end - System.nanoTime());
    return left.compareTo(LEAST) < 0
        ? Finding.skipped("no time left (--within %d s)".formatted(settings.within().toSeconds()))
        : SectionProcess.run(section, settings, left);
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
