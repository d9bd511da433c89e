package io.orfeas.inference.run;

import com.google.rpc.Status;
import io.opentelemetry.context.Context;
import io.orfeas.artifact.v1.Digest;
import io.orfeas.cache.v1.LogEntry;
import io.orfeas.cache.v1.RenewResponse;
import io.orfeas.inference.v1.GenerateResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a run to the cache-service under a lease, in order and off the computing thread.
 *
 * <p>A run publishes at most one entry per stage, so what waits here is bounded by the stages. When
 * the lease or the cache is lost, or the cache is too slow, the rest is not published: the run goes
 * on for those who follow it here, and followers elsewhere are told by the cache-service.
 */
final class LeasedPublication implements Publication {
  /** How long the end of a run waits for what is still to be published. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private static final Logger logger = LoggerFactory.getLogger(LeasedPublication.class);

  private final CacheBlobs blobs;
  private final HeldLease lease;
  private final Executor executor;
  private final ScheduledFuture<?> heartbeat;
  private CompletableFuture<Void> tail = CompletableFuture.completedFuture(null);
  private int lastSequence;
  private volatile boolean lost;
  private volatile int followers;
  private volatile long lastRenewed = System.nanoTime();

  LeasedPublication(
      CacheBlobs blobs, HeldLease lease, Executor executor, ScheduledExecutorService scheduler) {
    this.blobs = blobs;
    this.lease = lease;
    this.executor = executor;
    long third = lease.ttl().dividedBy(3).toMillis();
    // Heartbeats wait for nobody, least of all for uploads: they neither share threads nor block.
    // They are part of the leader's trace, too.
    heartbeat =
        scheduler.scheduleWithFixedDelay(
            Context.current().wrap(this::beat), third, third, TimeUnit.MILLISECONDS);
  }

  @Override
  public void publish(GenerateResponse event, @Nullable Digest digest, byte @Nullable [] blob) {
    lastSequence = event.getSequence();
    LogEntry.Builder entry =
        LogEntry.newBuilder().setSequence(lastSequence).setPayload(event.toByteString());
    if (digest != null) {
      entry.addBlobs(digest);
    }
    then(
        () -> {
          boolean stored = digest == null || blob == null || blobs.put(digest, blob);
          return stored && lease.publish(entry.build());
        });
  }

  @Override
  public void complete(Duration computing, String estimator) {
    then(
        () -> {
          heartbeat.cancel(false);
          return lease.complete(lastSequence, computing, estimator);
        });
    try {
      tail.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException tooSlow) {
      lose();
    } catch (InterruptedException ending) {
      lose();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void abandon(@Nullable Status finalStatus) {
    heartbeat.cancel(false);
    then(
        () -> {
          lease.abandon(finalStatus);
          return true;
        });
  }

  @Override
  public int followers() {
    if (!lost) {
      renewed(lease.renew());
    }
    return followers;
  }

  private void then(BooleanSupplier step) {
    tail =
        tail.thenRunAsync(
            () -> {
              if (!lost && !step.getAsBoolean()) {
                lose();
              }
            },
            executor);
  }

  private void beat() {
    if (!lost) {
      lease.renewLater().thenAccept(this::renewed);
    }
  }

  private void renewed(Optional<RenewResponse> answer) {
    if (answer.isPresent()) {
      followers = answer.get().getWatchers();
      lastRenewed = System.nanoTime();
    } else if (System.nanoTime() - lastRenewed > lease.ttl().toNanos()) {
      // One answer that did not come is no loss: the lease lives on for the rest of its time.
      lose();
    }
  }

  private synchronized void lose() {
    if (lost) {
      return;
    }
    lost = true;
    followers = 0;
    heartbeat.cancel(false);
    logger.warn(
        "run {} is no longer published: lease lost, or cache-service away or slow", lease.key());
    try {
      // Whoever follows elsewhere need not wait for the lease to run out.
      executor.execute(() -> lease.abandon(null));
    } catch (RejectedExecutionException busy) {
      logger.debug("lease of {} is left to run out", lease.key(), busy);
    }
  }
}
