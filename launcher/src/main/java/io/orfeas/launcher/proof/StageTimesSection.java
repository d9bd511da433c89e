package io.orfeas.launcher.proof;

import io.orfeas.client.Picture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Each stage of whole requests, computed on the processor and with the GPU. */
final class StageTimesSection implements Section {
  private static final String ALL = "the whole request";

  @Override
  public String name() {
    return "stages";
  }

  @Override
  public String title() {
    return "Stages, processor and GPU";
  }

  @Override
  public String mark() {
    return "";
  }

  @Override
  public Finding run(ProofSettings settings) throws IOException {
    Picture picture = Picture.of(settings.picture());
    Table table =
        new Table("quality", "stage", "processor, ms", "with the GPU, ms", "times faster");
    List<String> totals = new ArrayList<>();
    try (Services processor = Services.on("cpu");
        Services gpu = Services.on("cuda")) {
      for (int quality : settings.qualities()) {
        Map<String, List<Double>> ours = new LinkedHashMap<>();
        Map<String, List<Double>> theirs = new LinkedHashMap<>();
        for (int pass = -settings.passes(); pass < settings.passes(); pass++) {
          add(theirs, processor.generate(picture, quality), pass);
          add(ours, gpu.generate(picture, quality), pass);
        }
        ours.forEach((stage, times) -> row(table, quality, stage, theirs.get(stage), times));
        totals.add(
            "quality %d %s times"
                .formatted(quality, Table.figure(median(theirs.get(ALL)) / median(ours.get(ALL)))));
      }
    }
    List<String> body = table.lines();
    body.add("");
    body.add(
        "`%s`, medians of %d warm requests in turns, one at a time, through gRPC, nothing from the cache."
            .formatted(settings.picture().getFileName(), settings.passes()));
    return new Finding(Verdict.MEASURED, String.join(", ", totals), body);
  }

  private static void add(Map<String, List<Double>> times, Services.Answer answer, int pass) {
    if (pass >= 0) {
      Map<String, Double> all = new LinkedHashMap<>(answer.stageMillis());
      all.put(ALL, answer.totalMillis());
      all.forEach(
          (stage, millis) -> times.computeIfAbsent(stage, name -> new ArrayList<>()).add(millis));
    }
  }

  private static void row(
      Table table, int quality, String stage, List<Double> processor, List<Double> gpu) {
    table.row(
        quality,
        stage,
        Table.figure(median(processor)),
        Table.figure(median(gpu)),
        Table.figure(median(processor) / median(gpu)));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
  }
}
