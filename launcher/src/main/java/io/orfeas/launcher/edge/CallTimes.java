package io.orfeas.launcher.edge;

import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How long parts of a call may take. The production edge has the same bounds in envoy.yaml. */
final class CallTimes {
  /** A figure: quick, or not at all. */
  static final Duration FIGURE = Duration.ofSeconds(10);

  /** A change that is made at once. */
  static final Duration CHANGE = Duration.ofSeconds(60);

  /** A generation, with its time in the queue; any stream. */
  static final Duration LONGEST = Duration.ofHours(1);

  private CallTimes() {}

  /** When a call over HTTP has to be answered, from the moment that its request is there. */
  static Duration of(HttpBinding binding) {
    boolean streaming = !binding.method().getType().serverSendsOneMessage();
    if (streaming || binding.takesFile()) {
      return LONGEST;
    }
    return binding.body().isEmpty() ? FIGURE : CHANGE;
  }

  /** The caller's deadline, or the edge's where that is earlier. */
  static Deadline deadline(Duration remaining) {
    Duration shorter = remaining.compareTo(LONGEST) < 0 ? remaining : LONGEST;
    return Deadline.after(shorter.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Bounds the arrival of the request.
   *
   * @param longest for all of its bytes; see {@link EdgeSettings#receiveTimeout()}
   */
  static void startReceiving(ServiceRequestContext ctx, Duration longest) {
    long bound = ctx.requestTimeoutMillis();
    if (bound <= 0 || bound > longest.toMillis()) {
      ctx.setRequestTimeout(TimeoutMode.SET_FROM_START, longest);
    }
  }

  /**
   * The request has arrived: from here on the call's deadline counts, and a little for its news.
   */
  static void received(ServiceRequestContext ctx, Deadline deadline) {
    long left = Math.max(1, deadline.timeRemaining(TimeUnit.MILLISECONDS));
    ctx.setRequestTimeout(TimeoutMode.SET_FROM_NOW, Duration.ofMillis(left).plusSeconds(5));
  }
}
