package io.orfeas.inference;

import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.orfeas.inference.run.Events;
import io.orfeas.inference.run.Source;
import io.orfeas.inference.run.Subscriber;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.StatusMapper;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one caller's deadline: shortly before it, the generation ends for this caller with the best
 * stage that is finished, marked {@code degraded}.
 *
 * <p>Every stage is a complete closed mesh, so that something less fine is what a deadline costs.
 * Others who follow the same run are not touched, and what is stored is not: a run that nobody else
 * follows is cancelled at its next stage. A deadline before the first stage fails.
 */
final class DeadlineSubscriber implements Subscriber {
  /** For writing the answer and sending it: a tenth of the time there is, within these bounds. */
  private static final Duration LEAST_MARGIN = Duration.ofMillis(20);

  private static final Duration MOST_MARGIN = Duration.ofMillis(500);
  private static final int SHARE = 10;

  /** Whoever waits longer has no deadline. */
  private static final Duration NEVER = Duration.ofDays(1);

  private final Subscriber next;
  private final Duration remaining;
  private final Alarm alarm;
  private @Nullable GenerateResponse accepted;
  private @Nullable GenerateResponse best;
  private Runnable leave = () -> {};
  private Runnable disarm = () -> {};
  private boolean near;
  private boolean ended;

  /** Calls back once, after a while, on another thread. */
  @FunctionalInterface
  interface Alarm {
    /**
     * Sets the alarm.
     *
     * @return to call when it is not to ring any more
     */
    Runnable after(Duration delay, Runnable ring);
  }

  DeadlineSubscriber(Subscriber next, Duration remaining, Alarm alarm) {
    this.next = next;
    this.remaining = remaining;
    this.alarm = alarm;
  }

  /** How long before the deadline a caller is answered. */
  static Duration margin(Duration remaining) {
    Duration share = remaining.dividedBy(SHARE);
    Duration margin = share.compareTo(MOST_MARGIN) > 0 ? MOST_MARGIN : share;
    Duration half = remaining.dividedBy(2);
    margin = margin.compareTo(LEAST_MARGIN) < 0 ? LEAST_MARGIN : margin;
    return margin.compareTo(half) > 0 ? half : margin;
  }

  /**
   * The clock runs.
   *
   * @param leaving to call when this caller needs the generation no longer
   */
  synchronized void start(Runnable leaving) {
    leave = leaving;
    if (!ended && remaining.compareTo(NEVER) < 0) {
      disarm = alarm.after(remaining.minus(margin(remaining)), this::nearing);
    }
  }

  @Override
  public void source(Source source) {
    next.source(source);
  }

  @Override
  public void started() {
    next.started();
  }

  @Override
  public synchronized void event(GenerateResponse event) {
    if (ended) {
      return;
    }
    if (event.getStage().equals(Events.COMPLETED)) {
      end();
    } else if (event.hasData()) {
      best = event;
    } else {
      accepted = event;
    }
    next.event(event);
    if (near && !ended && best != null) {
      degrade(best);
    }
  }

  @Override
  public synchronized void ended() {
    end();
    next.ended();
  }

  @Override
  public synchronized void failed(Status status) {
    if (!ended) {
      end();
      next.failed(status);
    }
  }

  /** The caller is gone: there is nobody to answer. */
  synchronized void left() {
    end();
  }

  private synchronized void nearing() {
    if (ended) {
      return;
    }
    near = true;
    if (best != null) {
      degrade(best);
    } else {
      // Sooner than the transport gives up, so that the caller gets to know why.
      disarm = alarm.after(margin(remaining).multipliedBy(3).dividedBy(4), this::past);
    }
  }

  private synchronized void past() {
    if (!ended) {
      end();
      next.failed(
          StatusMapper.toStatus(
              Failure.of(
                  Code.DEADLINE_EXCEEDED,
                  "DEADLINE_EXCEEDED",
                  "deadline: %d ms (expected: enough for the first stage)"
                      .formatted(remaining.toMillis()))));
      detach();
    }
  }

  private void degrade(GenerateResponse stage) {
    end();
    next.event(Events.degraded(accepted, stage, "DEADLINE"));
    detach();
  }

  private void end() {
    ended = true;
    disarm.run();
  }

  /** Elsewhere, because whoever calls here may hold the locks that leaving takes. */
  private void detach() {
    alarm.after(Duration.ZERO, leave);
  }
}
