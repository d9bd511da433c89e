package io.orfeas.cache.feed;

import io.orfeas.cache.store.Entry;
import io.orfeas.cache.store.Event;
import io.orfeas.cache.store.Feed;
import io.orfeas.cache.store.StoredResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one computation and how it ended, with those who follow it.
 *
 * <p>A feed is a position in the list: a follower costs one small object, however slow it reads,
 * and can read to the end also after the store has forgotten the run. Safe for use by many threads.
 */
public final class Run {
  private final List<Entry> entries = new ArrayList<>();
  private final Set<Position> followers = new LinkedHashSet<>();
  private @Nullable Event end;

  /** A run that is over: a feed of it replays the result. */
  public static Run of(StoredResult result) {
    Run run = new Run();
    run.entries.addAll(result.entries());
    run.end = new Event.Completed(result.info().computeDuration());
    return run;
  }

  /** Adds an entry; {@link #wake()} tells the followers. */
  public synchronized void append(Entry entry) {
    entries.add(entry);
  }

  /** Ends the run; the first end stays. {@link #wake()} tells the followers. */
  public synchronized void end(Event last) {
    if (end == null) {
      end = last;
    }
  }

  /** Whether it has ended. */
  public synchronized boolean hasEnded() {
    return end != null;
  }

  /** All entries so far. */
  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** Number of entries so far. */
  public synchronized int size() {
    return entries.size();
  }

  /** The last entry, if any. */
  public synchronized Optional<Entry> last() {
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries.get(entries.size() - 1));
  }

  /** Number of open feeds. */
  public synchronized int followers() {
    return followers.size();
  }

  /**
   * Starts to follow.
   *
   * @param afterSequence only entries with a higher sequence
   * @param wake called after there is more to read
   * @param left called once, when the feed is closed
   */
  public synchronized Feed follow(int afterSequence, Runnable wake, Runnable left) {
    Position position = new Position(afterSequence, wake, left);
    followers.add(position);
    return position;
  }

  /** Tells the followers that there is more, the oldest first. To be called without locks. */
  public void wake() {
    List<Position> waiting;
    synchronized (this) {
      waiting = List.copyOf(followers);
    }
    waiting.forEach(position -> position.wake.run());
  }

  private synchronized Optional<Event> next(Position position) {
    if (position.index < entries.size()) {
      return Optional.of(new Event.Appended(entries.get(position.index++)));
    }
    if (end == null || position.ended) {
      return Optional.empty();
    }
    position.ended = true;
    return Optional.of(end);
  }

  private synchronized boolean leave(Position position) {
    return followers.remove(position);
  }

  /** One follower. Sequences have no gaps, so the number of entries seen is the next index. */
  private final class Position implements Feed {
    private final Runnable wake;
    private final Runnable left;
    private int index;
    private boolean ended;

    Position(int afterSequence, Runnable wake, Runnable left) {
      this.wake = wake;
      this.left = left;
      index = Math.max(0, afterSequence);
    }

    @Override
    public Optional<Event> next() {
      return Run.this.next(this);
    }

    @Override
    public void close() {
      if (leave(this)) {
        left.run();
      }
    }
  }
}
