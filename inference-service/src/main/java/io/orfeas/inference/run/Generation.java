package io.orfeas.inference.run;

import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.orfeas.cache.v1.AcquireResponse;
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
  private final CallerStream stream;
  private int attempts;

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
    stream = new CallerStream(caller, afterSequence);
  }

  /** Asks the log what to do, and does it. May block for the log's deadline. */
  void start() {
    if (stream.hasEnded()) {
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
      log.watch(
          key,
          stream.lastSequence(),
          followers.threads(),
          new LogFollower(this, stream::onLeave, this::unfollowed));
    } else {
      refuse(followers.refusal());
    }
  }

  /** The caller is gone: nothing is sent to it any more. */
  void leave() {
    stream.leave();
  }

  @Override
  public void source(Source source) {
    stream.source(source);
  }

  @Override
  public void started() {
    stream.started();
  }

  @Override
  public void event(GenerateResponse event) {
    stream.event(event);
  }

  @Override
  public void ended() {
    stream.ended();
  }

  @Override
  public void failed(Status status) {
    if (status.getCode() != Code.CANCELLED.value() || request == null) {
      stream.failed(status);
    } else if (!stream.hasEnded()) {
      // Joined just when the last other follower had left: this caller still wants the result.
      again();
    }
  }

  private void take(AcquireResponse answer, RunRequest computable) {
    switch (answer.getOutcomeCase()) {
      case HIT -> {
        source(Source.HIT);
        answer.getHit().getEntriesList().forEach(entry -> LogFollower.entry(entry, this));
      }
      case LEASE -> runs.lead(computable, answer.getLease(), run -> attach(Source.MISS, run));
      default -> follow();
    }
  }

  private void attach(Source source, Run run) {
    source(source);
    run.subscribe(this, stream.lastSequence());
    stream.onLeave(() -> run.unsubscribe(this));
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
  private void refuse(Failure failure) {
    stream.failed(StatusMapper.toStatus(failure));
  }

  /** The log says no more; if there was no end before, whoever computed is lost. */
  private void unfollowed(Throwable why) {
    followers.exit();
    if (stream.hasEnded()) {
      return;
    }
    if (request != null) {
      again();
      return;
    }
    boolean unknown = io.grpc.Status.fromThrowable(why).getCode() == Code.NOT_FOUND;
    failed(StatusMapper.toStatus(unknown ? runUnknown() : why));
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
}
