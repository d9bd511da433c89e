package io.orfeas.access;

import io.grpc.Status;
import io.orfeas.runtime.Failure;
import java.util.regex.Pattern;

/**
 * Where being on this machine is all that a caller has to show, a browser here shows it for
 * whatever page it is on. It tells on the page, though: by the page's origin, and by the name it
 * called, for a stranger's name may lead here (DNS rebinding) but stays a stranger's.
 */
final class Browsers {
  /** Names that lead to this machine whatever a name server says. */
  private static final Pattern HERE =
      Pattern.compile(
          "(localhost|127(\\.\\d{1,3}){3}|\\[::1\\])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

  private static final int SHOWN = 80;

  private final Pattern origins;

  /**
   * Browsers on this machine.
   *
   * @param origins of the pages that may ask, besides those of the server itself
   */
  Browsers(Pattern origins) {
    this.origins = origins;
  }

  /**
   * Refuses what a page from elsewhere asks.
   *
   * @throws Failure {@code PERMISSION_DENIED}
   */
  void check(AccessRequest request) {
    String host = request.host();
    if (!HERE.matcher(host).matches()) {
      throw denied("HOST_NOT_LOCAL", "host", host, "localhost or a loopback address");
    }
    String origin = request.header("origin");
    boolean own = origin.equals("http://" + host) || origin.equals("https://" + host);
    if (!origin.isEmpty() && !own && !origins.matcher(origin).matches()) {
      throw denied("ORIGIN_NOT_ALLOWED", "origin", origin, "one of ORFEAS_EDGE_CORS_ORIGINS");
    }
  }

  private static Failure denied(String reason, String what, String value, String expected) {
    String shown = value.length() > SHOWN ? value.substring(0, SHOWN) + "..." : value;
    return Failure.of(
        Status.Code.PERMISSION_DENIED,
        reason,
        "%s: %s (expected: %s)".formatted(what, shown, expected));
  }
}
