package io.orfeas.cache.redis;

import io.orfeas.cache.blob.BlobName;
import io.orfeas.cache.store.Cleared;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Entry;
import io.orfeas.cache.store.Event;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.ResultInfo;
import io.orfeas.cache.store.ResultPage;
import io.orfeas.cache.store.Selection;
import io.orfeas.cache.store.StoredResult;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finished results as Redis knows them. */
final class Results {
  /** Keys per decision: Redis does nothing else meanwhile. */
  private static final int BATCH = 100;

  private static final Pattern TOKEN = Pattern.compile("(\\d{1,18})\\.([0-9a-f]{64})");

  private final Script script;
  private final RedisBlobs blobs;

  Results(Script script, RedisBlobs blobs) {
    this.script = script;
    this.blobs = blobs;
  }

  /** A result with all its blobs intact. One that is damaged is dropped. */
  Optional<StoredResult> lookup(Key key) {
    return intact(key, script.call("lookup", key));
  }

  /** The result of an answer that is a hit; empty when it was damaged, and is dropped. */
  Optional<StoredResult> intact(Key key, Reply answer) {
    if (!answer.text(0).equals("HIT") || !blobs.areIntact(names(answer.list(3)))) {
      return Optional.empty();
    }
    return Optional.of(new StoredResult(info(key, answer.list(1)), entries(answer.list(2))));
  }

  ResultPage list(int size, String token) {
    Matcher last = TOKEN.matcher(token);
    if (!token.isEmpty() && !last.matches()) {
      throw new IllegalArgumentException(
          "page_token: " + token + " (expected: one from a page before)");
    }
    // One more than asked for tells whether there is another page.
    Reply page =
        token.isEmpty()
            ? script.call("list", size + 1, "", "")
            : script.call("list", size + 1, last.group(1), last.group(2));
    List<ResultInfo> results = new ArrayList<>();
    int count = Math.min(size, page.size() / 3);
    for (int i = 0; i < count; i++) {
      results.add(info(new Key(page.text(3 * i)), page.list(3 * i + 2)));
    }
    boolean more = page.size() / 3 > size;
    int end = 3 * (count - 1);
    return new ResultPage(results, more ? page.text(end + 1) + "." + page.text(end) : "");
  }

  Cleared clear(Selection selection) {
    List<String> keys = new ArrayList<>();
    if (selection.key() != null) {
      keys.add(selection.key().hex());
    } else {
      Reply all = script.call("keys");
      for (int i = 0; i < all.size(); i++) {
        keys.add(all.text(i));
      }
    }
    long count = 0;
    long freed = 0;
    for (int from = 0; from < keys.size(); from += BATCH) {
      Reply cleared = clear(selection, keys.subList(from, Math.min(keys.size(), from + BATCH)));
      count += cleared.number(0);
      freed += cleared.number(1);
    }
    return new Cleared(count, freed);
  }

  private Reply clear(Selection selection, List<String> keys) {
    List<Object> operands = new ArrayList<>();
    Instant before = selection.finishedBefore();
    operands.add(before == null ? "" : ChronoUnit.MICROS.between(Instant.EPOCH, before));
    operands.add(selection.estimator() == null ? 0 : 1);
    operands.add(selection.estimator() == null ? "" : selection.estimator());
    operands.add(selection.includePinned() ? 1 : 0);
    operands.addAll(keys);
    return script.call("clear", operands.toArray());
  }

  private static ResultInfo info(Key key, Reply fields) {
    return new ResultInfo(
        key,
        instant(fields.number(1)),
        instant(fields.number(2)),
        Duration.ofNanos(fields.number(3)),
        fields.text(4),
        fields.number(5),
        fields.number(6) == 1);
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static List<Entry> entries(Reply log) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < log.size(); i++) {
      if (Records.parse(log.bytes(i)) instanceof Event.Appended appended) {
        entries.add(appended.entry());
      }
    }
    return entries;
  }

  private static List<BlobName> names(Reply triples) {
    List<BlobName> names = new ArrayList<>();
    for (int i = 0; i < triples.size(); i += 3) {
      Digest digest = new Digest(triples.text(i), triples.number(i + 1));
      names.add(new BlobName(digest, triples.number(i + 2)));
    }
    return names;
  }
}
