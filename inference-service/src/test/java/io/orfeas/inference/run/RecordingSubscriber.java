package io.orfeas.inference.run;

import com.google.rpc.Status;
import io.orfeas.inference.v1.GenerateResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Remembers what came; waits for what is to come. */
final class RecordingSubscriber implements Subscriber {
  final List<GenerateResponse> events = new ArrayList<>();
  final List<Source> sources = new ArrayList<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private @Nullable Status failure;

  /** Stage at which this caller cannot be written to any more; none unless set. */
  String breakAt = "";

  @Override
  public synchronized void source(Source source) {
    sources.add(source);
  }

  @Override
  public synchronized void event(GenerateResponse event) {
    if (event.getStage().equals(breakAt)) {
      throw new IllegalStateException("caller: broken");
    }
    events.add(event);
    notifyAll();
    if (event.getStage().equals("completed")) {
      end.complete(null);
    }
  }

  @Override
  public synchronized void ended() {
    end.complete(null);
  }

  @Override
  public synchronized void failed(Status status) {
    failure = status;
    end.complete(null);
  }

  /** The names of the events that came until the end. */
  List<String> stages() throws Exception {
    end.get(20, TimeUnit.SECONDS);
    synchronized (this) {
      return events.stream().map(GenerateResponse::getStage).toList();
    }
  }

  /** The status that it ended with. */
  Status failure() throws Exception {
    end.get(20, TimeUnit.SECONDS);
    synchronized (this) {
      return Objects.requireNonNull(failure);
    }
  }

  /** Waits until an event has come. */
  synchronized void await(Predicate<GenerateResponse> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (events.stream().noneMatch(wanted)) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("event: none as wanted in " + events);
      }
      wait(left);
    }
  }
}
