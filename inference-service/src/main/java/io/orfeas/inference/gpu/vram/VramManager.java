package io.orfeas.inference.gpu.vram;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Watches one device's memory and says how to use it: precision, batch sizes, trend, advice. Keeps
 * the last {@value #HISTORY} samples. Safe for concurrent use.
 */
public final class VramManager {
  /** Samples kept: one hour at one every five seconds. */
  public static final int HISTORY = 720;

  private final VramBudget budget;
  private final Deque<MemorySample> history = new ArrayDeque<>();

  public VramManager(VramBudget budget) {
    this.budget = budget;
  }

  /** How the device's memory is divided. */
  public VramBudget budget() {
    return budget;
  }

  /** Takes a measurement into the history; the oldest leaves. */
  public synchronized void add(MemorySample sample) {
    history.addLast(sample);
    if (history.size() > HISTORY) {
      history.removeFirst();
    }
  }

  /** The newest measurement; null before the first. */
  public synchronized @Nullable MemorySample last() {
    return history.peekLast();
  }

  /** All measurements kept, oldest first. */
  public synchronized List<MemorySample> history() {
    return List.copyOf(history);
  }

  /** Where use is heading. */
  public UsageTrend trend() {
    return UsageTrend.of(history().stream().mapToDouble(MemorySample::usedPercent).toArray());
  }

  /** Free as last measured; 0 before that. */
  public long freeBytes() {
    MemorySample last = last();
    return last == null ? 0 : last.freeBytes();
  }

  /** The most exact number format for which there is room. */
  public Precision recommendedPrecision() {
    return Precision.recommend(freeBytes());
  }

  /** Advice for a batch of equal pictures. */
  public BatchAdvice imageBatch(int width, int height, int steps) {
    return ImageBatch.advise(budget, freeBytes(), trend(), width, height, steps);
  }

  /**
   * What to do about this device, most urgent first; empty where all is well.
   *
   * @param queueDepth requests that wait
   */
  public List<Recommendation> recommendations(int queueDepth) {
    UsageTrend trend = trend();
    List<Recommendation> advice = new ArrayList<>();
    if (trend.samples() == 0) {
      return advice;
    }
    String figures =
        String.format(
            Locale.ROOT,
            "%.0f %% in use, %.0f %% on average over %d samples, %s",
            trend.lastPercent(),
            trend.averagePercent(),
            trend.samples(),
            trend.direction().wireName());
    if (trend.shouldReduceBatch()) {
      advice.add(new Recommendation("Halve the batch size.", figures, trend.confidence()));
    }
    Precision precision = recommendedPrecision();
    if (precision != Precision.FP32) {
      String reasoning = "%d MiB free; %s".formatted(freeBytes() >> 20, figures);
      advice.add(
          new Recommendation(
              "Run models in " + precision.wireName() + ".", reasoning, trend.confidence()));
    }
    double target = VramBudget.TARGET_UTILISATION * 100;
    if (queueDepth > 0 && trend.averagePercent() < target / 2 && !trend.shouldReduceBatch()) {
      String reasoning = "%d waiting; %s, target %.0f %%".formatted(queueDepth, figures, target);
      advice.add(new Recommendation("Raise the batch size.", reasoning, trend.confidence()));
    }
    return advice;
  }
}
