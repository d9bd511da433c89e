package io.orfeas.inference.onnx;

import io.orfeas.inference.field.ShapeGuess;
import io.orfeas.inference.field.Shortfall;
import io.orfeas.inference.gpu.DeviceFailureException;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import io.orfeas.inference.gpu.vram.OomLadder;
import io.orfeas.inference.gpu.vram.PeakWatch;
import io.orfeas.inference.gpu.vram.Precision;
import io.orfeas.inference.gpu.vram.Rung;
import io.orfeas.inference.gpu.vram.StageMemory;
import io.orfeas.inference.gpu.vram.VramRefusedException;
import io.orfeas.inference.gpu.vram.WorkPlan;
import io.orfeas.inference.image.Cutout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a model on a batch of cut-outs within the device's memory: reserves before each piece, goes
 * down the ladder when memory runs out, and straight to the processor when the device fails.
 */
final class ModelRunner implements AutoCloseable {
  private static final String STAGE = "estimate";

  private final ModelManifest manifest;
  private final ShapeModel model;
  private final ModelMemory memory;
  private final ModelListener listener;
  private final Duration patience;
  private final LongSupplier clock;
  private final Optional<PeakWatch> watch;

  /**
   * A cut-out to make something of.
   *
   * @param priority 0 (first) to 9 (last); a batch waits for memory by that of its first
   */
  record Question(Cutout cutout, int priority) {}

  /** What is asked at once, and how it waits for memory. */
  private record Batch(
      List<Cutout> cutouts, Precision precision, int priority, Patience patience) {}

  /**
   * What a model makes of one cut-out.
   *
   * @param shortfall why it is not the best there is; null where it is: emptier caches and smaller
   *     batches cost time only
   */
  record Answer(ShapeGuess guess, @Nullable Shortfall shortfall) {}

  /**
   * A runner.
   *
   * @param patience how long a batch waits for memory in all, before cheaper ways are tried
   * @param clock nanoseconds, monotonic
   */
  ModelRunner(
      ModelManifest manifest,
      ShapeModel model,
      ModelMemory memory,
      ModelListener listener,
      Duration patience,
      LongSupplier clock) {
    this.manifest = manifest;
    this.model = model;
    this.memory = memory;
    this.listener = listener;
    this.patience = patience;
    this.clock = clock;
    watch = memory.admission().map(books -> new PeakWatch(memory.freeBytes(), books));
  }

  /**
   * Runs the model.
   *
   * @throws DeviceOutOfMemoryException when nothing on the ladder helped
   */
  List<Answer> run(List<Question> questions, Precision precision) {
    OomLadder ladder = new OomLadder(rungs(questions.size()), memory.freeCaches(), listener);
    WorkPlan first = new WorkPlan(1, precision, 1, model.isOnDevice());
    Batch batch =
        new Batch(
            questions.stream().map(Question::cutout).toList(),
            precision,
            questions.stream().mapToInt(Question::priority).min().orElseThrow(),
            new Patience(patience, clock));
    try {
      OomLadder.Outcome<List<ShapeGuess>> outcome =
          ladder.run(STAGE, first, plan -> attempt(batch, plan));
      return answers(outcome.value(), Shortfall.Reason.OUT_OF_MEMORY, outcome.rung());
    } catch (DeviceFailureException broken) {
      listener.failed(STAGE, broken);
      WorkPlan last = new WorkPlan(1, precision, 1, false);
      List<ShapeGuess> guesses = attempt(batch, last);
      return answers(guesses, Shortfall.Reason.DEVICE_FAILED, Rung.CPU);
    }
  }

  private static List<Answer> answers(
      List<ShapeGuess> guesses, Shortfall.Reason reason, @Nullable Rung rung) {
    Shortfall shortfall =
        rung != null && isLess(rung) ? new Shortfall(reason, rung.wireName()) : null;
    return guesses.stream().map(guess -> new Answer(guess, shortfall)).toList();
  }

  /** Whether a rung gives another answer than were asked for. */
  private static boolean isLess(Rung rung) {
    return rung.compareTo(Rung.LOWER_PRECISION) >= 0;
  }

  private Set<Rung> rungs(int pictures) {
    Set<Rung> rungs = EnumSet.of(Rung.FREE_CACHES, Rung.CPU);
    if (pictures > 1) {
      rungs.add(Rung.SMALLER_CHUNKS);
    }
    if (manifest.variants().size() > 1) {
      rungs.add(Rung.LOWER_PRECISION);
    }
    if (manifest.input().canShrink()) {
      rungs.add(Rung.LOWER_RESOLUTION);
    }
    return rungs;
  }

  private List<ShapeGuess> attempt(Batch batch, WorkPlan plan) {
    List<Cutout> cutouts = batch.cutouts();
    // The processor has the memory for what was asked for.
    Precision precision = plan.onDevice() ? manifest.nearest(plan.precision()) : batch.precision();
    int side = manifest.input().sideAt(plan.onDevice() ? plan.resolution() : 1);
    int piece = (cutouts.size() + plan.chunks() - 1) / plan.chunks();
    List<ShapeGuess> all = new ArrayList<>();
    for (int from = 0; from < cutouts.size(); from += piece) {
      List<float[]> pictures =
          cutouts.subList(from, Math.min(cutouts.size(), from + piece)).stream()
              .map(cutout -> manifest.input().tensor(cutout, side))
              .toList();
      all.addAll(
          plan.onDevice()
              ? admitted(batch, pictures, side, precision)
              : model.run(pictures, side, precision, false));
    }
    return all;
  }

  private List<ShapeGuess> admitted(
      Batch batch, List<float[]> pictures, int side, Precision precision) {
    Optional<StageMemory> admission = memory.admission();
    if (admission.isEmpty()) {
      return model.run(pictures, side, precision, true);
    }
    long bytes = bytes(side, precision) * pictures.size();
    long units = (long) pictures.size() * side * side;
    StageMemory.Demand demand =
        new StageMemory.Demand(STAGE, kind(precision), units, bytes, 1, batch.priority());
    Patience left = batch.patience();
    try {
      return admission
          .get()
          .run(
              demand,
              left.begin(),
              reservation -> {
                left.end();
                return watch
                    .orElseThrow()
                    .during(reservation, () -> model.run(pictures, side, precision, true));
              });
    } catch (VramRefusedException full) {
      left.end();
      throw new DeviceOutOfMemoryException(bytes, memory.freeBytes().getAsLong());
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      throw new CancellationException("run: interrupted while it waited for device memory");
    }
  }

  /** Device memory that one picture takes in a number format, as far as is known. */
  long sampleBytes(Precision precision) {
    int side = manifest.input().side();
    long guess = bytes(side, precision);
    return memory
        .admission()
        .map(books -> books.predict(kind(precision), (long) side * side, guess))
        .orElse(guess);
  }

  /** What peaks are remembered by. */
  private String kind(Precision precision) {
    return manifest.name() + "/" + precision.wireName();
  }

  @Override
  public void close() {
    watch.ifPresent(PeakWatch::close);
  }

  /** What one picture is likely to take, until a run was measured. */
  private long bytes(int side, Precision precision) {
    double share = Math.pow((double) side / manifest.input().side(), 2);
    double format = (double) precision.bytes() / Precision.FP32.bytes();
    return Math.max(1, (long) (manifest.sampleBytes() * share * format));
  }
}
