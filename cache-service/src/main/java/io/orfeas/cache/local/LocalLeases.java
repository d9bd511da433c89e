package io.orfeas.cache.local;

import io.orfeas.cache.feed.Run;
import io.orfeas.cache.store.Acquisition;
import io.orfeas.cache.store.Entry;
import io.orfeas.cache.store.Event;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.Opaque;
import io.orfeas.cache.store.Renewal;
import io.orfeas.cache.store.StoreLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A computation from its lease to its end, each step durable before its holder goes on. */
final class LocalLeases {
  private final StoreLimits limits;
  private final InstantSource clock;
  private final Guarded guarded;
  private final Decisions decisions;

  LocalLeases(StoreLimits limits, InstantSource clock, Guarded guarded, Decisions decisions) {
    this.limits = limits;
    this.clock = clock;
    this.guarded = guarded;
    this.decisions = decisions;
  }

  /** A lease, or who has it; null when there is a result by now, and one is wanted. */
  @Nullable Acquisition ask(Key key, String owner, boolean skipLookup) {
    Decided<Acquisition> decided = guarded.step(() -> decisions.lease(key, owner, skipLookup));
    return decided == null ? null : guarded.durable(decided);
  }

  Renewal renew(Key key, long fencingToken) {
    return guarded.step(
        () -> {
          Lease lease = decisions.require(key, fencingToken);
          lease.renew(clock.instant().plus(limits.leaseTtl()));
          return new Renewal(limits.leaseTtl(), lease.run().followers());
        });
  }

  void publish(Key key, long fencingToken, Entry entry) {
    guarded.awaitDurable(
        guarded.step(() -> decisions.publish(decisions.require(key, fencingToken), entry)));
  }

  Instant complete(
      Key key, long fencingToken, int lastSequence, Duration computeDuration, String estimator) {
    AtomicReference<Run> run = new AtomicReference<>(new Run());
    Decided<Instant> expiry =
        guarded.step(
            () -> {
              Lease lease = decisions.require(key, fencingToken);
              run.set(lease.run());
              return decisions.finish(lease, lastSequence, computeDuration, estimator);
            });
    Event last = new Event.Vacated(Event.Reason.ABANDONED);
    try {
      Instant time = guarded.durable(expiry);
      last = new Event.Completed(computeDuration);
      return time;
    } finally {
      // Whoever sees the end may count on the result.
      run.get().end(last);
      run.get().wake();
    }
  }

  void abandon(Key key, long fencingToken, Optional<Opaque> finalStatus) {
    Event last =
        finalStatus
            .<Event>map(Event.Failed::new)
            .orElseGet(() -> new Event.Vacated(Event.Reason.ABANDONED));
    guarded.awaitDurable(
        guarded.step(() -> decisions.end(decisions.require(key, fencingToken), last)));
  }
}
