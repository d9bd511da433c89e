package io.orfeas.inference.run;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.orfeas.cache.v1.AcquireResponse;
import io.orfeas.cache.v1.LogEntry;
import io.orfeas.cache.v1.WatchRequest;
import io.orfeas.cache.v1.WatchResponse;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.StatusMapper;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One caller's way through the dedup log: asks for the key, then replays a hit, follows whoever
 * computes, or leads the computation itself. When a leader is lost it asks again; events already
 * seen are not repeated.
 */
final class Generation implements Subscriber {
  /** After so many lost leaders the caller computes for itself. */
  private static final int MAX_ATTEMPTS = 4;

  private final Runs runs;
  private final ResultLog log;
  private final Followers followers;
  private final String key;
  private final @Nullable RunRequest request;
  private final Subscriber caller;
  private int attempts;
  private int lastSequence;
  private boolean ended;
  private Runnable detach = () -> {};

  Generation(
      Runs runs,
      ResultLog log,
      Followers followers,
      String key,
      @Nullable RunRequest request,
      Subscriber caller,
      int afterSequence) {
    this.runs = runs;
    this.log = log;
    this.followers = followers;
    this.key = key;
    this.request = request;
    this.caller = caller;
    this.lastSequence = afterSequence;
  }

  /** Asks the log what to do, and does it. May block for the log's deadline. */
  void start() {
    if (isEnded()) {
      return;
    }
    if (request == null) {
      follow();
    } else if (request.doNotCache()) {
      computeAlone(request);
    } else if (++attempts > MAX_ATTEMPTS) {
      computeHere(request);
    } else {
      ask(request);
    }
  }

  private void computeAlone(RunRequest computable) {
    if (computable.image() == null) {
      refuse(pictureRequired());
    } else {
      runs.computeAlone(computable, run -> attach(Source.BYPASS, run));
    }
  }

  private void ask(RunRequest computable) {
    Optional<AcquireResponse> answer =
        computable.image() == null
            ? log.lookup(key, computable.skipCacheLookup())
            : log.acquire(key, computable.skipCacheLookup());
    answer.ifPresentOrElse(known -> take(known, computable), () -> computeHere(computable));
  }

  /** Without the log, or without the picture: only what happens in this process can be joined. */
  private void computeHere(RunRequest computable) {
    if (computable.image() != null) {
      runs.shareHere(computable, run -> attach(Source.UNAVAILABLE, run));
      return;
    }
    runs.find(key)
        .ifPresentOrElse(run -> attach(Source.JOINED, run), () -> refuse(pictureRequired()));
  }

  /** Follows whoever computes, here if it is here, else through the log. */
  void follow() {
    Optional<Run> here = runs.find(key);
    if (here.isPresent()) {
      attach(Source.JOINED, here.get());
      return;
    }
    source(Source.JOINED);
    if (followers.enter()) {
      log.watch(key, lastSequence, followers.threads(), new LogFollower());
    } else {
      refuse(followers.refusal());
    }
  }

  /** The caller is gone: nothing is sent to it any more. */
  void leave() {
    Runnable undo;
    synchronized (this) {
      ended = true;
      undo = detach;
    }
    undo.run();
  }

  @Override
  public synchronized void source(Source source) {
    if (!ended) {
      caller.source(source);
    }
  }

  @Override
  public synchronized void started() {
    if (!ended) {
      caller.started();
    }
  }

  @Override
  public synchronized void event(GenerateResponse event) {
    boolean completed = event.getStage().equals(Events.COMPLETED);
    if (ended) {
      return;
    }
    if (event.getSequence() <= lastSequence) {
      if (completed) {
        ended();
      }
      return;
    }
    lastSequence = event.getSequence();
    ended = completed;
    try {
      caller.event(event);
    } catch (RuntimeException unwritable) {
      // One caller that cannot be written to is no reason for the others to lose their run.
      ended = true;
      caller.failed(Failures.toStatus(unwritable));
    }
  }

  @Override
  public synchronized void ended() {
    if (!ended) {
      ended = true;
      caller.ended();
    }
  }

  @Override
  public void failed(Status status) {
    synchronized (this) {
      if (ended) {
        return;
      }
      if (status.getCode() != Code.CANCELLED.value() || request == null) {
        ended = true;
        caller.failed(status);
        return;
      }
    }
    // Joined just when the last other follower had left: this caller still wants the result.
    again();
  }

  private void take(AcquireResponse answer, RunRequest computable) {
    switch (answer.getOutcomeCase()) {
      case HIT -> {
        source(Source.HIT);
        answer.getHit().getEntriesList().forEach(this::entry);
      }
      case LEASE -> runs.lead(computable, answer.getLease(), run -> attach(Source.MISS, run));
      default -> follow();
    }
  }

  private void attach(Source source, Run run) {
    source(source);
    run.subscribe(this, lastSequence);
    onLeave(() -> run.unsubscribe(this));
  }

  private void onLeave(Runnable undo) {
    boolean late;
    synchronized (this) {
      detach = undo;
      late = ended;
    }
    // Outside the lock: a run that emits holds its own lock and asks for this one.
    if (late) {
      undo.run();
    }
  }

  private void entry(LogEntry entry) {
    try {
      event(GenerateResponse.parseFrom(entry.getPayload()));
    } catch (InvalidProtocolBufferException damaged) {
      failed(
          StatusMapper.toStatus(
              Failure.of(Code.DATA_LOSS, "LOG_DAMAGED", "log entry: unreadable", damaged)));
    }
  }

  /** Asks the log once more, on another thread: this one may hold a lock, or a connection. */
  private void again() {
    try {
      followers.execute(this::start);
    } catch (Failure full) {
      refuse(full);
    }
  }

  /** Ends the caller's stream for good, whatever the failure. */
  private synchronized void refuse(Failure failure) {
    if (!ended) {
      ended = true;
      caller.failed(StatusMapper.toStatus(failure));
    }
  }

  private synchronized boolean isEnded() {
    return ended;
  }

  private void lost(Throwable thrown) {
    if (isEnded()) {
      return;
    }
    if (request != null) {
      again();
      return;
    }
    boolean unknown = io.grpc.Status.fromThrowable(thrown).getCode() == Code.NOT_FOUND;
    failed(StatusMapper.toStatus(unknown ? runUnknown() : thrown));
  }

  private static Failure pictureRequired() {
    return Failure.of(
        Code.FAILED_PRECONDITION,
        "IMAGE_REQUIRED",
        "image: absent and no result known for its digest (expected: the picture's bytes)");
  }

  private Failure runUnknown() {
    return Failure.of(
        Code.NOT_FOUND, "RUN_UNKNOWN", "run: " + key + " (expected: one that is in the log)");
  }

  /** Turns what the log says into events. */
  private final class LogFollower implements ClientResponseObserver<WatchRequest, WatchResponse> {
    private @Nullable Throwable vacated;

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> call) {
      onLeave(() -> call.cancel("the caller left", null));
    }

    @Override
    public void onNext(WatchResponse response) {
      switch (response.getEventCase()) {
        case ENTRY -> entry(response.getEntry());
        case FAILED -> failed(response.getFailed());
        case COMPLETED -> ended();
        case VACATED -> vacated = vacancy(response.getVacated().getReason());
        default -> {}
      }
    }

    @Override
    public void onError(Throwable thrown) {
      followers.exit();
      lost(thrown);
    }

    @Override
    public void onCompleted() {
      followers.exit();
      lost(vacated != null ? vacated : vacancy("INCOMPLETE"));
    }

    private Throwable vacancy(String reason) {
      return Failure.of(
          Code.UNAVAILABLE, "LEADER_LOST", "leader: lost, " + reason + " (expected: a result)");
    }
  }
}
