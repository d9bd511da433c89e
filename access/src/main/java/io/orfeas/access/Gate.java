package io.orfeas.access;

import io.grpc.Status;
import io.orfeas.access.audit.AuditLog;
import io.orfeas.access.signature.AgentHeaders;
import io.orfeas.access.v1.AuditEntry;
import io.orfeas.access.v1.Permission;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.ProtoTime;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one decision: may this request pass? Every door asks here. */
final class Gate {
  /** Of a path in the audit log. */
  private static final int PATH_LENGTH = 256;

  private final Policy policy;
  private final @Nullable Authenticator authenticator;
  private final Optional<Browsers> browsers;
  private final RateGate rates;
  private final AuditLog audit;
  private final AccessMetrics metrics;
  private final InstantSource clock;

  /**
   * A gate.
   *
   * @param authenticator null when callers are not asked who they are
   * @param browsers which pages may ask, where callers are not but for being here
   */
  Gate(
      Policy policy,
      @Nullable Authenticator authenticator,
      Optional<Browsers> browsers,
      RateGate rates,
      AuditLog audit,
      AccessMetrics metrics,
      InstantSource clock) {
    this.policy = policy;
    this.authenticator = authenticator;
    this.browsers = browsers;
    this.rates = rates;
    this.audit = audit;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Lets a request pass.
   *
   * @throws Failure {@code UNAUTHENTICATED}, {@code PERMISSION_DENIED} or {@code
   *     RESOURCE_EXHAUSTED}; counted and written down
   */
  Admission admit(AccessRequest request) {
    Policy.Rule rule = policy.find(request.method(), request.path());
    if (rule.isOpen()) {
      metrics.passed("open");
      return Admission.ANONYMOUS;
    }
    Caller caller = Caller.UNKNOWN;
    try {
      if (authenticator == null) {
        return stranger(request);
      }
      rates.address(request.client());
      rates.listening(request.client());
      caller = identify(request, authenticator);
      permit(caller, rule.permission());
      rates.agent(caller, rule.generations());
    } catch (Failure refusal) {
      refused(request, caller, refusal);
      throw refusal;
    }
    metrics.passed(request.token().isPresent() ? "token" : "agent");
    audit.write(entry(request, caller, "allowed", ""));
    return new Admission(caller, bodyDigest(request));
  }

  /** The body that came was not the one that was signed for. */
  Failure wrongBody(AccessRequest request, Admission admission) {
    Failure refusal =
        Denial.BODY_MISMATCH.because("body: not the one signed for (expected: its Content-Digest)");
    refused(request, admission.caller(), refusal);
    return refusal;
  }

  private Admission stranger(AccessRequest request) {
    browsers.ifPresent(here -> here.check(request));
    if (!isLoopback(request.client())) {
      rates.address(request.client());
    }
    metrics.passed("anonymous");
    return Admission.ANONYMOUS;
  }

  private static Caller identify(AccessRequest request, Authenticator signatures) {
    return request.token().map(Caller::of).orElseGet(() -> signatures.authenticate(request));
  }

  /** A token says nothing about the body; a signature always does. */
  private static Optional<String> bodyDigest(AccessRequest request) {
    if (request.token().isPresent()) {
      return Optional.empty();
    }
    String digest = request.header(AgentHeaders.CONTENT_DIGEST);
    return Optional.of(digest.isEmpty() ? Authenticator.EMPTY_DIGEST : digest);
  }

  private static void permit(Caller caller, Permission permission) {
    boolean closed = permission == Permission.PERMISSION_UNSPECIFIED;
    if (closed || !caller.permissions().contains(permission)) {
      throw Failure.of(
          Status.Code.PERMISSION_DENIED,
          "NOT_PERMITTED",
          closed
              ? "path: not for agents (expected: a declared one)"
              : "agent: %s lacks %s".formatted(caller.agent(), Permissions.name(permission)));
    }
  }

  private void refused(AccessRequest request, Caller caller, Failure refusal) {
    boolean limited = refusal.code() == Status.Code.RESOURCE_EXHAUSTED;
    if (!limited) {
      metrics.failed(refusal.reason());
    }
    if (Denial.isFailedAttempt(refusal)) {
      rates.failed(request.client());
    }
    audit.write(entry(request, caller, limited ? "limited" : "refused", refusal.reason()));
  }

  private AuditEntry entry(AccessRequest request, Caller caller, String outcome, String reason) {
    return AuditEntry.newBuilder()
        .setTime(ProtoTime.of(clock.instant()))
        .setOutcome(outcome)
        .setReason(reason)
        .setAgent(caller.agent())
        .setKeyId(caller.keyId())
        .setClient(request.client())
        .setMethod(request.method())
        .setPath(shortened(request.path()))
        .setTraceId(request.traceId())
        .setRequestId(request.requestId())
        .build();
  }

  private static String shortened(String path) {
    return path.length() > PATH_LENGTH ? path.substring(0, PATH_LENGTH) : path;
  }

  private static boolean isLoopback(String client) {
    try {
      return InetAddress.getByName(client).isLoopbackAddress();
    } catch (UnknownHostException notNumeric) {
      return false;
    }
  }
}
