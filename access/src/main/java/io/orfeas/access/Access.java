package io.orfeas.access;

import com.linecorp.armeria.server.HttpService;
import io.grpc.BindableService;
import io.grpc.ServiceDescriptor;
import io.orfeas.access.audit.AuditLog;
import io.orfeas.access.key.KeyRing;
import io.orfeas.access.key.MasterKey;
import io.orfeas.runtime.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Access control of one process: one gate, for as many doors as it has. */
public final class Access implements AutoCloseable {
  private final boolean asked;
  private final Gate gate;
  private final AuditLog audit;
  private final Counts counts;

  /**
   * Access control.
   *
   * @param asked whether an edge in front has asked already, so that this process does not
   */
  private Access(boolean asked, Gate gate, AuditLog audit, Counts counts) {
    this.asked = asked;
    this.gate = gate;
    this.audit = audit;
    this.counts = counts;
  }

  /**
   * Access control as configured.
   *
   * @param services what may be called; all else is refused when callers are known
   * @throws UncheckedIOException when the keys cannot be read
   */
  public static Access open(
      AccessConfig config, Metrics metrics, List<ServiceDescriptor> services, InstantSource clock) {
    AccessMetrics counters = new AccessMetrics(metrics);
    Counts counts = Counts.open(config, metrics, counters, clock);
    boolean keys = config.mode() == AccessConfig.Mode.KEYS;
    AuditLog audit = keys ? audit(config.audit()) : AuditLog.off();
    Authenticator authenticator =
        keys
            ? new Authenticator(
                ring(config, clock), counts.nonces(), counts.since(), config.window(), clock)
            : null;
    Gate gate =
        new Gate(
            Policy.of(services),
            authenticator,
            config.isForThisMachine()
                ? Optional.of(new Browsers(config.origins()))
                : Optional.empty(),
            new RateGate(counts.limiter(), config.limits(), counters),
            audit,
            counters,
            clock);
    return new Access(config.mode() == AccessConfig.Mode.UPSTREAM, gate, audit, counts);
  }

  /**
   * For {@code ServerBuilder.decorator}: lets pass what may, and checks bodies as they stream.
   * Behind an edge that has done so, everything passes as it comes, with the agent that edge found.
   */
  public Function<? super HttpService, ? extends HttpService> decorator() {
    if (asked) {
      return Function.identity();
    }
    AccessDecorator decorator = new AccessDecorator(gate, counts.areRemote(), false);
    return service -> service.decorate(decorator);
  }

  /** As {@link #decorator}, for a service that others call too: who shows a certificate may. */
  public Function<? super HttpService, ? extends HttpService> decoratorAmongPeers() {
    AccessDecorator decorator = new AccessDecorator(gate, counts.areRemote(), true);
    return service -> service.decorate(decorator);
  }

  /** For Envoy's {@code ext_authz} filter. */
  public BindableService envoyService() {
    return new ExtAuthzService(gate);
  }

  @Override
  public void close() {
    counts.close();
    audit.close();
  }

  private static AuditLog audit(AccessConfig.Audit audit) {
    return AuditLog.open(
        audit.file(), audit.retentionDays(), audit.fileBytes(), audit.totalBytes());
  }

  private static KeyRing ring(AccessConfig config, InstantSource clock) {
    try {
      return new KeyRing(
          config.keyFile(), MasterKey.read(config.masterKeyFile()), config.keyReload(), clock);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "keys cannot be read (expected: files made by `orfeas keys create`): " + unreadable,
          unreadable);
    }
  }
}
