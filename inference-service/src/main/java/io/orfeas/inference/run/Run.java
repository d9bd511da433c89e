package io.orfeas.inference.run;

import com.google.rpc.Status;
import io.orfeas.inference.v1.GenerateResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One computation in this process: its events so far, and who follows them.
 *
 * <p>A subscriber gets the events it has not seen, then each new one, in order. The run belongs to
 * nobody: it is wanted as long as anyone follows it, here or through the cache-service.
 */
final class Run {
  private final String key;
  private final List<GenerateResponse> events = new ArrayList<>();
  private final Set<Subscriber> subscribers = new LinkedHashSet<>();
  private @Nullable Status failure;
  private boolean ended;

  Run(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }

  /** Replays what came after {@code afterSequence}, then follows. */
  synchronized void subscribe(Subscriber subscriber, int afterSequence) {
    for (GenerateResponse event : events) {
      if (event.getSequence() > afterSequence) {
        subscriber.event(event);
      }
    }
    if (failure != null) {
      subscriber.failed(failure);
    } else if (ended) {
      subscriber.ended();
    } else {
      subscribers.add(subscriber);
    }
  }

  synchronized void unsubscribe(Subscriber subscriber) {
    subscribers.remove(subscriber);
  }

  /** The computation has left the queue. */
  synchronized void start() {
    subscribers.forEach(Subscriber::started);
  }

  synchronized void emit(GenerateResponse event) {
    events.add(event);
    ended = event.getStage().equals(Events.COMPLETED);
    List.copyOf(subscribers).forEach(subscriber -> subscriber.event(event));
  }

  synchronized void fail(Status status) {
    failure = status;
    ended = true;
    List.copyOf(subscribers).forEach(subscriber -> subscriber.failed(status));
  }

  synchronized int subscribers() {
    return subscribers.size();
  }
}
