package io.orfeas.cache.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.cache.store.Acquisition;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Entry;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.StoreFixture;
import io.orfeas.cache.store.StoredResult;
import java.util.HashMap;
import java.util.Map;

/** Remembers what was acknowledged, and compares a store with it. */
final class Witness {
  /** What was said for the last time about each key: token, and digest of the payload. */
  private final Map<Key, Acknowledged> acknowledged = new HashMap<>();

  private long highestToken;

  private record Acknowledged(long token, String payload) {}

  /** Takes in a line that a writer said. */
  synchronized void hear(String line) {
    String[] words = line.split(" ", -1);
    if (words[0].equals("token")) {
      highestToken = Math.max(highestToken, Long.parseLong(words[1]));
    } else if (words.length == 4 && words[3].length() == 64) {
      Acknowledged said = new Acknowledged(Long.parseLong(words[2]), words[3]);
      acknowledged.merge(
          new Key(words[1]), said, (old, now) -> now.token() > old.token() ? now : old);
    }
  }

  /** Results acknowledged at least once. */
  synchronized int results() {
    return acknowledged.size();
  }

  /** Everything acknowledged is there and intact, and tokens rise. */
  synchronized void check(CacheStore store, String newKey) {
    acknowledged.forEach((key, said) -> check(store, key, said));
    assertThat(StoreFixture.lease(store, StoreFixture.key(newKey))).isGreaterThan(highestToken);
  }

  /** A newer result than the acknowledged one is fine: its acknowledgement was on the way. */
  private static void check(CacheStore store, Key key, Acknowledged said) {
    Acquisition answer = store.acquire(key, "check", false);
    assertThat(answer).as("acknowledged: %s", key).isInstanceOf(Acquisition.Hit.class);
    StoredResult result = ((Acquisition.Hit) answer).result();
    Entry entry = result.entries().get(0);
    Digest blob = entry.blobs().get(0);
    assertThat(Digest.of(StoreFixture.get(store, blob))).isEqualTo(blob);
    long token = result.info().computeDuration().toNanos();
    assertThat(token).isGreaterThanOrEqualTo(said.token());
    if (token == said.token()) {
      assertThat(Digest.of(entry.payload().bytes()).sha256()).isEqualTo(said.payload());
    }
  }
}
