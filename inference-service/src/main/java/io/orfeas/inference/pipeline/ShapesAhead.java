package io.orfeas.inference.pipeline;

import io.orfeas.inference.mesh.Surface;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Makes the shapes of a run one after the other on a thread of its own, while their colours and
 * files are made on the run's.
 *
 * <p>One thread for as long as a run lasts, so there are as many as there are runs admitted.
 */
final class ShapesAhead implements AutoCloseable {
  private final ExecutorService thread = Executors.newSingleThreadExecutor(ShapesAhead::daemon);
  private final Future<Surface> rough;
  private final Future<Surface> refined;
  private final Future<Surface> simplified;
  private final FutureTask<Colors> finalColors;

  /** Begins; the shapes are this one's until it is closed. */
  ShapesAhead(StageShapes shapes) {
    rough = thread.submit(shapes::rough);
    refined = thread.submit(shapes::refined);
    simplified = thread.submit(shapes::simplified);
    finalColors = new FutureTask<>(shapes::finalColors);
    thread.execute(finalColors);
  }

  /** A first surface; waits for it, as all below. */
  Surface rough() {
    return get(rough);
  }

  /** The surface at the quality's own resolution. */
  Surface refined() {
    return get(refined);
  }

  /** The refined surface within the budget of triangles. */
  Surface simplified() {
    return get(simplified);
  }

  /** Colours for the final mesh, made by the caller where the other thread has not come to it. */
  Colors finalColors() {
    refined();
    finalColors.run();
    return get(finalColors);
  }

  /** Gives up what is not done, and waits for the step in progress: it holds the run's memory. */
  @Override
  public void close() {
    thread.shutdownNow();
    boolean interrupted = false;
    while (!thread.isTerminated()) {
      try {
        thread.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException hurried) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T get(Future<T> made) {
    try {
      return made.get();
    } catch (ExecutionException failure) {
      throw unwrapped(failure.getCause());
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      throw new CancellationException("run: interrupted");
    }
  }

  /** Shapes throw nothing that is checked. */
  private static RuntimeException unwrapped(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return (RuntimeException) cause;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "orfeas-shapes");
    thread.setDaemon(true);
    return thread;
  }
}
