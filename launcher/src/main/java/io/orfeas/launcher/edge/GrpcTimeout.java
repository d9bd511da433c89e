package io.orfeas.launcher.edge;

import com.linecorp.armeria.common.RequestHeaders;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code grpc-timeout} header, which REST callers may send as well: how long they are willing
 * to wait.
 */
final class GrpcTimeout {
  private static final Pattern FORM = Pattern.compile("(\\d{1,8})([HMSmun])");

  private GrpcTimeout() {}

  /** The caller's deadline, or the given time from now where that is earlier. */
  static Deadline deadline(RequestHeaders headers, Duration longest) {
    Deadline bound = Deadline.after(longest.toMillis(), TimeUnit.MILLISECONDS);
    Matcher timeout = FORM.matcher(headers.get("grpc-timeout", ""));
    return timeout.matches()
        ? bound.minimum(
            Deadline.after(Long.parseLong(timeout.group(1)), unit(timeout.group(2).charAt(0))))
        : bound;
  }

  private static TimeUnit unit(char letter) {
    return switch (letter) {
      case 'H' -> TimeUnit.HOURS;
      case 'M' -> TimeUnit.MINUTES;
      case 'S' -> TimeUnit.SECONDS;
      case 'm' -> TimeUnit.MILLISECONDS;
      case 'u' -> TimeUnit.MICROSECONDS;
      default -> TimeUnit.NANOSECONDS;
    };
  }
}
