package io.orfeas.cache.redis;

import io.orfeas.cache.store.Event;
import io.orfeas.cache.store.Feed;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The computations that are followed at this replica. News only says whose log has grown; what is
 * new is read from the log, so a lost message delays and never loses.
 */
final class Mirrors implements AutoCloseable {
  private final Script script;
  private final long patienceNanos;
  private final Map<String, Mirror> byToken = new HashMap<>();
  private final Set<String> pending = new HashSet<>();
  private final ThreadPoolExecutor reader =
      new ThreadPoolExecutor(
          1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Mirrors::newThread);
  private volatile long lastReached = System.nanoTime();

  /**
   * Nothing followed yet.
   *
   * @param patience how long Redis may be away before followers are told to compute themselves
   */
  Mirrors(Script script, Duration patience) {
    this.script = script;
    patienceNanos = patience.toNanos();
  }

  /** Follows a computation. */
  Feed follow(Key key, String token, int afterSequence, Runnable wake, Runnable left) {
    Mirror mirror = join(key, token);
    boolean following = false;
    try {
      mirror.refresh(script);
      Feed feed =
          mirror
              .run()
              .follow(
                  afterSequence,
                  wake,
                  () -> {
                    leave(mirror);
                    left.run();
                  });
      following = true;
      return feed;
    } finally {
      if (!following) {
        leave(mirror);
      }
    }
  }

  /** Hears that a log has grown. Never waits. One task per log waits at most. */
  void news(String token) {
    Mirror mirror;
    synchronized (this) {
      mirror = byToken.get(token);
      if (mirror == null || !pending.add(token)) {
        return;
      }
    }
    reader.execute(() -> readLater(mirror));
  }

  /** Makes up for lost news; tells followers to go on alone when Redis is away for too long. */
  void catchUp() {
    List<Mirror> all = all();
    try {
      behind(all).forEach(this::news);
      lastReached = System.nanoTime();
    } catch (StoreException away) {
      if (!isReached()) {
        all.forEach(Mirrors::giveUp);
      }
      throw away;
    }
  }

  /** Whether Redis has answered lately. */
  boolean isReached() {
    return System.nanoTime() - lastReached <= patienceNanos;
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }

  private List<String> behind(List<Mirror> mirrors) {
    List<Object> operands = new ArrayList<>();
    for (Mirror mirror : mirrors) {
      operands.add(mirror.key());
      operands.add(mirror.token());
      operands.add(mirror.seen());
      operands.add(followers(mirror));
    }
    Reply reply = script.call("behind", operands.toArray());
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < reply.size(); i++) {
      tokens.add(reply.text(i));
    }
    return tokens;
  }

  private void readLater(Mirror mirror) {
    synchronized (this) {
      pending.remove(mirror.token());
    }
    try {
      mirror.refresh(script);
    } catch (StoreException away) {
      // Maintenance finds it behind and asks again.
    }
  }

  private synchronized List<Mirror> all() {
    return List.copyOf(byToken.values());
  }

  private synchronized Mirror join(Key key, String token) {
    Mirror mirror = byToken.get(token);
    if (mirror == null || mirror.run().hasEnded()) {
      mirror = new Mirror(key, token);
      byToken.put(token, mirror);
    }
    mirror.add(1);
    announce(mirror);
    return mirror;
  }

  private synchronized void leave(Mirror mirror) {
    if (mirror.add(-1) == 0) {
      byToken.remove(mirror.token(), mirror);
    }
    announce(mirror);
  }

  /** Sent under the lock, so that numbers arrive in order. */
  private synchronized void announce(Mirror mirror) {
    if (!mirror.run().hasEnded()) {
      script.send("watching", mirror.key(), mirror.token(), mirror.add(0));
    }
  }

  private synchronized int followers(Mirror mirror) {
    return mirror.add(0);
  }

  private static void giveUp(Mirror mirror) {
    mirror.run().end(new Event.Vacated(Event.Reason.EXPIRED));
    mirror.run().wake();
  }

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "orfeas-cache-news");
    thread.setDaemon(true);
    return thread;
  }
}
