package io.orfeas.inference.run;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.orfeas.cache.v1.AbandonRequest;
import io.orfeas.cache.v1.AbandonResponse;
import io.orfeas.cache.v1.AcquireRequest;
import io.orfeas.cache.v1.AcquireResponse;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceImplBase;
import io.orfeas.cache.v1.CompleteRequest;
import io.orfeas.cache.v1.CompleteResponse;
import io.orfeas.cache.v1.Completed;
import io.orfeas.cache.v1.GetBlobRequest;
import io.orfeas.cache.v1.GetBlobResponse;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.cache.v1.GetStatsResponse;
import io.orfeas.cache.v1.Lease;
import io.orfeas.cache.v1.LogEntry;
import io.orfeas.cache.v1.PublishRequest;
import io.orfeas.cache.v1.PublishResponse;
import io.orfeas.cache.v1.PutBlobRequest;
import io.orfeas.cache.v1.PutBlobResponse;
import io.orfeas.cache.v1.RenewRequest;
import io.orfeas.cache.v1.RenewResponse;
import io.orfeas.cache.v1.Result;
import io.orfeas.cache.v1.Vacated;
import io.orfeas.cache.v1.Wait;
import io.orfeas.cache.v1.WatchRequest;
import io.orfeas.cache.v1.WatchResponse;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A cache-service in a few lines: no bounds, no expiry, one lock. */
public final class FakeCacheService extends CacheServiceImplBase {
  private final Map<String, Entry> entries = new HashMap<>();
  private final Map<String, byte[]> blobs = new HashMap<>();
  private boolean down;
  private boolean silent;
  private boolean full;
  private boolean damaging;
  private int renewals;
  private int downloads;
  private Duration leaseTtl = Durations.fromSeconds(60);
  private int computes;

  private static final class Entry {
    private final List<LogEntry> log = new ArrayList<>();
    private final List<StreamObserver<WatchResponse>> watchers = new ArrayList<>();
    private boolean leased = true;
    private boolean complete;
  }

  /** Answers every call with {@code UNAVAILABLE} from now on, or no longer. */
  public synchronized void down(boolean isDown) {
    down = isDown;
  }

  /** Answers no call from now on, as if it were stuck, or does so again. */
  synchronized void silent(boolean isSilent) {
    silent = isSilent;
  }

  /** Refuses every blob from now on. */
  synchronized void full(boolean isFull) {
    full = isFull;
  }

  /** Sends a wrong byte in every blob from now on, or no longer. */
  synchronized void damaging(boolean isDamaging) {
    damaging = isDamaging;
  }

  /** Blobs that were read. */
  synchronized int downloads() {
    return downloads;
  }

  /** Waits until so many renewals have been answered. */
  synchronized void awaitRenewals(int wanted) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (renewals < wanted) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("renewals: " + renewals + " (expected: " + wanted + ")");
      }
      wait(left);
    }
  }

  /** How long leases live that are given from now on. */
  synchronized void leaseTtl(long millis) {
    leaseTtl = Durations.fromMillis(millis);
  }

  /** Results that were completed. */
  synchronized int computes() {
    return computes;
  }

  /** Streams that follow a key. */
  synchronized int watchers(String key) {
    return entries.containsKey(key) ? entries.get(key).watchers.size() : 0;
  }

  /** Waits until so many streams follow a key. */
  synchronized void awaitWatchers(String key, int wanted) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (watchers(key) != wanted) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("watchers: " + watchers(key) + " (expected: " + wanted + ")");
      }
      wait(left);
    }
  }

  /** Takes the lease of a key, as another replica would. */
  synchronized void leaseElsewhere(String key) {
    entries.put(key, new Entry());
  }

  /** Appends an entry, as the other replica would. */
  synchronized void publishElsewhere(String key, LogEntry entry) {
    append(key, entry);
  }

  /** Ends the lease of a key without a result, as if its holder had died. */
  synchronized void vacate(String key) {
    Entry entry = entries.remove(key);
    WatchResponse vacated =
        WatchResponse.newBuilder().setVacated(Vacated.newBuilder().setReason("EXPIRED")).build();
    entry.watchers.forEach(watcher -> end(watcher, vacated));
  }

  @Override
  public synchronized void acquire(AcquireRequest request, StreamObserver<AcquireResponse> call) {
    if (refused(call)) {
      return;
    }
    Entry entry = entries.get(request.getKey());
    AcquireResponse.Builder answer = AcquireResponse.newBuilder();
    if (entry != null && entry.complete && !request.getSkipLookup()) {
      answer.setHit(Result.newBuilder().setKey(request.getKey()).addAllEntries(entry.log));
    } else if (entry != null && entry.leased) {
      answer.setWait(Wait.newBuilder().setOwner("other"));
    } else if (request.getLookupOnly()) {
      call.onError(Status.NOT_FOUND.asRuntimeException());
      return;
    } else {
      entries.put(request.getKey(), new Entry());
      answer.setLease(Lease.newBuilder().setFencingToken(1).setTtl(leaseTtl));
    }
    reply(call, answer.build());
  }

  @Override
  public synchronized void renew(RenewRequest request, StreamObserver<RenewResponse> call) {
    if (!refused(call)) {
      renewals++;
      notifyAll();
      reply(call, RenewResponse.newBuilder().setWatchers(watchers(request.getKey())).build());
    }
  }

  @Override
  public synchronized void publish(PublishRequest request, StreamObserver<PublishResponse> call) {
    if (refused(call)) {
      return;
    }
    if (entries.containsKey(request.getKey())) {
      append(request.getKey(), request.getEntry());
      reply(call, PublishResponse.getDefaultInstance());
    } else {
      call.onError(Status.FAILED_PRECONDITION.withDescription("lease lost").asRuntimeException());
    }
  }

  @Override
  public synchronized void complete(
      CompleteRequest request, StreamObserver<CompleteResponse> call) {
    if (refused(call)) {
      return;
    }
    Entry entry = entries.get(request.getKey());
    entry.leased = false;
    entry.complete = true;
    computes++;
    WatchResponse completed =
        WatchResponse.newBuilder().setCompleted(Completed.getDefaultInstance()).build();
    entry.watchers.forEach(watcher -> end(watcher, completed));
    entry.watchers.clear();
    reply(call, CompleteResponse.getDefaultInstance());
  }

  @Override
  public synchronized void abandon(AbandonRequest request, StreamObserver<AbandonResponse> call) {
    if (refused(call)) {
      return;
    }
    if (request.hasFinalStatus()) {
      Entry entry = entries.remove(request.getKey());
      WatchResponse failed = WatchResponse.newBuilder().setFailed(request.getFinalStatus()).build();
      entry.watchers.forEach(watcher -> end(watcher, failed));
    } else {
      vacate(request.getKey());
    }
    reply(call, AbandonResponse.getDefaultInstance());
  }

  @Override
  public synchronized void watch(WatchRequest request, StreamObserver<WatchResponse> call) {
    if (refused(call)) {
      return;
    }
    Entry entry = entries.get(request.getKey());
    if (entry == null) {
      call.onError(Status.NOT_FOUND.asRuntimeException());
      return;
    }
    entry.log.stream()
        .filter(logged -> logged.getSequence() > request.getAfterSequence())
        .forEach(logged -> call.onNext(WatchResponse.newBuilder().setEntry(logged).build()));
    if (entry.complete) {
      end(call, WatchResponse.newBuilder().setCompleted(Completed.getDefaultInstance()).build());
    } else if (request.getReplayOnly()) {
      call.onCompleted();
    } else {
      entry.watchers.add(call);
      notifyAll();
      ((ServerCallStreamObserver<WatchResponse>) call)
          .setOnCancelHandler(() -> forget(entry, call));
    }
  }

  @Override
  public StreamObserver<PutBlobRequest> putBlob(StreamObserver<PutBlobResponse> call) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    return new StreamObserver<>() {
      private String sha256 = "";

      @Override
      public void onNext(PutBlobRequest part) {
        if (part.hasDigest()) {
          sha256 = part.getDigest().getSha256();
          refuseIfFull(call);
        } else {
          bytes.writeBytes(part.getData().toByteArray());
        }
      }

      @Override
      public void onError(Throwable thrown) {}

      @Override
      public void onCompleted() {
        synchronized (FakeCacheService.this) {
          if (!full && !refused(call)) {
            blobs.put(sha256, bytes.toByteArray());
            reply(call, PutBlobResponse.getDefaultInstance());
          }
        }
      }
    };
  }

  @Override
  public synchronized void getBlob(GetBlobRequest request, StreamObserver<GetBlobResponse> call) {
    if (refused(call)) {
      return;
    }
    byte[] bytes = blobs.get(request.getSha256());
    downloads += bytes == null ? 0 : 1;
    if (bytes == null) {
      call.onError(Status.NOT_FOUND.asRuntimeException());
    } else {
      byte[] sent = bytes.clone();
      sent[sent.length / 2] ^= (byte) (damaging ? 1 : 0);
      reply(call, GetBlobResponse.newBuilder().setData(ByteString.copyFrom(sent)).build());
    }
  }

  @Override
  public synchronized void getStats(
      GetStatsRequest request, StreamObserver<GetStatsResponse> call) {
    if (!refused(call)) {
      reply(call, GetStatsResponse.getDefaultInstance());
    }
  }

  private synchronized void refuseIfFull(StreamObserver<PutBlobResponse> call) {
    if (full) {
      call.onError(Status.RESOURCE_EXHAUSTED.withDescription("STORE_FULL").asRuntimeException());
    }
  }

  private void append(String key, LogEntry logged) {
    Entry entry = entries.get(key);
    entry.log.add(logged);
    WatchResponse response = WatchResponse.newBuilder().setEntry(logged).build();
    entry.watchers.forEach(watcher -> watcher.onNext(response));
  }

  private synchronized void forget(Entry entry, StreamObserver<WatchResponse> call) {
    entry.watchers.remove(call);
    notifyAll();
  }

  private boolean refused(StreamObserver<?> call) {
    if (down) {
      call.onError(Status.UNAVAILABLE.withDescription("down").asRuntimeException());
    }
    return down || silent;
  }

  private static <T> void reply(StreamObserver<T> call, T answer) {
    call.onNext(answer);
    call.onCompleted();
  }

  private static void end(StreamObserver<WatchResponse> watcher, WatchResponse last) {
    watcher.onNext(last);
    watcher.onCompleted();
  }
}
