package io.orfeas.inference.run;

import io.orfeas.inference.field.Shortfall;
import io.orfeas.inference.image.ForegroundMask;
import io.orfeas.inference.pipeline.ComputedOn;
import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.Reconstruction;
import io.orfeas.inference.pipeline.Stage;
import io.orfeas.inference.pipeline.StageListener;
import io.orfeas.inference.pipeline.StageResult;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Stages whose moment the test decides: each waits for a permit. */
public final class ScriptedReconstruction implements Reconstruction {
  private static final int OPEN = 1 << 30;

  public final Semaphore permits = new Semaphore(0);
  public final AtomicInteger runs = new AtomicInteger();
  final CountDownLatch cancellation = new CountDownLatch(1);
  public volatile @Nullable RuntimeException failure;
  volatile @Nullable Error error;
  volatile @Nullable Shortfall shortfall;

  @Override
  public void run(byte[] picture, GenerationOptions options, StageListener listener) {
    runs.incrementAndGet();
    RuntimeException thrown = failure;
    permits.acquireUninterruptibly();
    if (thrown != null) {
      throw thrown;
    }
    Error broken = error;
    if (broken != null) {
      throw broken;
    }
    listener.accepted(new ForegroundMask(1, 1, new float[] {1}, 1, Set.of()));
    Shortfall why = shortfall;
    if (why != null) {
      listener.degraded(why);
    }
    for (Stage stage : Stage.values()) {
      permits.acquireUninterruptibly();
      if (listener.isCancelled()) {
        cancellation.countDown();
        throw new CancellationException();
      }
      listener.finished(
          new StageResult(
              stage,
              new byte[] {(byte) stage.ordinal()},
              3,
              1,
              List.of(),
              false,
              ComputedOn.CPU,
              0,
              Duration.ofMillis(1)));
    }
  }

  /** Lets everything run through: more than any test takes, however quick the machine. */
  public void open() {
    permits.drainPermits();
    permits.release(OPEN);
  }
}
