package io.orfeas.access;

import io.orfeas.access.key.KeyRing;
import io.orfeas.access.limit.Nonces;
import io.orfeas.access.signature.AgentHeaders;
import io.orfeas.access.signature.CanonicalRequest;
import io.orfeas.access.signature.ContentDigest;
import io.orfeas.access.v1.AgentKey;
import io.orfeas.access.v1.Permission;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.ProtoTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks signatures. The nonce is used up last, so that only who can sign can fill its store, and
 * what is told of a key is told to its owner.
 */
final class Authenticator {
  /** Digest of no bytes: what a request without a body is signed with. */
  static final String EMPTY_DIGEST = ContentDigest.of(new byte[0]);

  private static final Pattern TIMESTAMP = Pattern.compile("\\d{1,12}");
  private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9._-]{16,64}");
  private static final Pattern DIGEST = Pattern.compile("sha-256=:[A-Za-z0-9+/]{43}=:");
  private static final int SHOWN = 80;

  private final KeyRing keys;
  private final Nonces nonces;
  private final Instant since;
  private final Duration window;
  private final InstantSource clock;

  /**
   * A check of signatures.
   *
   * @param since from when on {@code nonces} knows all that were used; what was signed before could
   *     have been used already
   */
  Authenticator(KeyRing keys, Nonces nonces, Instant since, Duration window, InstantSource clock) {
    this.keys = keys;
    this.nonces = nonces;
    this.since = since;
    this.window = window;
    this.clock = clock;
  }

  /**
   * Who signed a request. That the body is the one signed for is still to be seen.
   *
   * @throws Failure {@code UNAUTHENTICATED} with a {@link Denial} as its reason
   */
  Caller authenticate(AccessRequest request) {
    String apiKey = request.header(AgentHeaders.API_KEY);
    String signature = request.header(AgentHeaders.SIGNATURE);
    if (apiKey.isEmpty() && signature.isEmpty()) {
      throw Denial.UNSIGNED.because("request: unsigned (expected: X-Agent-* headers)");
    }
    CanonicalRequest canonical = canonical(request);
    KeyRing.Key key =
        keys.find(apiKey)
            .orElseThrow(
                () ->
                    Denial.UNKNOWN_KEY.because(
                        "X-Agent-API-Key: unknown (expected: a key made here)"));
    if (!canonical.isSignedBy(key.secret(), signature)) {
      throw Denial.BAD_SIGNATURE.because(
          "X-Agent-Signature: wrong (expected: HMAC-SHA256 of the canonical request)");
    }
    checkUsable(key.stored());
    if (!nonces.use(key.stored().getId() + ":" + canonical.nonce())) {
      throw Denial.REPLAYED.because("X-Agent-Nonce: used before (expected: a new one)");
    }
    return caller(key.stored());
  }

  private CanonicalRequest canonical(AccessRequest request) {
    String digest = request.header(AgentHeaders.CONTENT_DIGEST);
    CanonicalRequest canonical =
        new CanonicalRequest(
            request.method(),
            request.target(),
            matching(request, AgentHeaders.TIMESTAMP, TIMESTAMP, "seconds since 1970"),
            matching(request, AgentHeaders.NONCE, NONCE, "16 to 64 letters, digits, '.', '_', '-'"),
            digest.isEmpty()
                ? EMPTY_DIGEST
                : matching(request, AgentHeaders.CONTENT_DIGEST, DIGEST, "sha-256=:BASE64:"));
    Instant now = clock.instant();
    Instant signed = Instant.ofEpochSecond(Long.parseLong(canonical.timestamp()));
    if (Duration.between(signed, now).abs().compareTo(window) > 0) {
      throw Denial.CLOCK_SKEW.because(
          "X-Agent-Timestamp: %s (expected: within %d s of %d)"
              .formatted(canonical.timestamp(), window.toSeconds(), now.getEpochSecond()));
    }
    // Timestamps are whole seconds.
    if (signed.getEpochSecond() < since.getEpochSecond()) {
      throw Denial.BEFORE_START.because(
          "X-Agent-Timestamp: %s (expected: not before %d, when this server began to remember nonces)"
              .formatted(canonical.timestamp(), since.getEpochSecond()));
    }
    return canonical;
  }

  private void checkUsable(AgentKey key) {
    if (key.hasRevokeTime()) {
      throw Denial.KEY_REVOKED.because("key: revoked (expected: one in use)");
    }
    Instant end = ProtoTime.toInstant(key.getExpireTime());
    if (!clock.instant().isBefore(end)) {
      throw Denial.KEY_EXPIRED.because("key: expired " + end + " (expected: one in use)");
    }
  }

  private static Caller caller(AgentKey key) {
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    permissions.addAll(key.getPermissionsList());
    return new Caller(
        key.getAgent(),
        key.getId(),
        permissions,
        key.getRequestsPerMinute(),
        key.getGenerationsPerDay());
  }

  private static String matching(
      AccessRequest request, String header, Pattern pattern, String expected) {
    String value = request.header(header);
    if (!pattern.matcher(value).matches()) {
      String shown = value.length() > SHOWN ? value.substring(0, SHOWN) + "..." : value;
      throw Denial.MALFORMED_SIGNATURE.because(
          "%s: %s (expected: %s)".formatted(header, shown, expected));
    }
    return value;
  }
}
