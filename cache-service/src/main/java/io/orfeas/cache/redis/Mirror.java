package io.orfeas.cache.redis;

import io.orfeas.cache.feed.Run;
import io.orfeas.cache.store.Event;
import io.orfeas.cache.store.Key;

/** A computation that is followed here, as far as it was read from Redis. */
final class Mirror {
  private final Key key;
  private final String token;
  private final Run run = new Run();
  private int followers;
  private volatile int seen;

  Mirror(Key key, String token) {
    this.key = key;
    this.token = token;
  }

  Key key() {
    return key;
  }

  String token() {
    return token;
  }

  Run run() {
    return run;
  }

  /** Records of the log that were read. */
  int seen() {
    return seen;
  }

  /** Changes the number of followers; to be called under the lock of the registry. */
  int add(int more) {
    followers += more;
    return followers;
  }

  /** Reads on, and wakes the followers if there was more. */
  void refresh(Script script) {
    if (readOn(script)) {
      run.wake();
    }
  }

  private synchronized boolean readOn(Script script) {
    if (run.hasEnded()) {
      return false;
    }
    Reply reply = script.call("read", key, token, seen);
    Reply records = reply.list(1);
    for (int i = 0; i < records.size(); i++) {
      take(Records.parse(records.bytes(i)));
      seen++;
    }
    if (reply.text(0).equals("ENDED")) {
      // Where the end itself is no longer known; otherwise the first end stays.
      run.end(new Event.Vacated(Event.Reason.EXPIRED));
    }
    return records.size() > 0 || run.hasEnded();
  }

  private void take(Event event) {
    if (event instanceof Event.Appended appended) {
      run.append(appended.entry());
    } else {
      run.end(event);
    }
  }
}
