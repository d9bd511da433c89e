package io.orfeas.cache.local;

import io.orfeas.cache.store.ResultInfo;
import io.orfeas.cache.store.ResultPage;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pages of results, most recently used first. A token names the last result of a page by its place
 * in that order, so it stays good when results come and go.
 */
final class Listing {
  private static final Pattern TOKEN = Pattern.compile("(\\d{1,15})\\.(\\d{1,9})\\.([0-9a-f]{64})");
  private static final Comparator<Mark> ORDER =
      Comparator.comparing(Mark::lastUse).reversed().thenComparing(Mark::key);

  private Listing() {}

  static ResultPage page(Collection<Kept> results, int size, String token) {
    Mark last = token.isEmpty() ? null : parse(token);
    List<Kept> rest =
        results.stream()
            .filter(kept -> last == null || ORDER.compare(Mark.of(kept), last) > 0)
            .sorted(Comparator.comparing(Mark::of, ORDER))
            .limit(size + 1L)
            .toList();
    boolean more = rest.size() > size;
    List<Kept> page = more ? rest.subList(0, size) : rest;
    List<ResultInfo> infos = page.stream().map(Kept::info).toList();
    return new ResultPage(infos, more ? Mark.of(page.get(size - 1)).token() : "");
  }

  private static Mark parse(String token) {
    Matcher parts = TOKEN.matcher(token);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "page_token: " + token + " (expected: one from a page before)");
    }
    Instant lastUse =
        Instant.ofEpochSecond(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)));
    return new Mark(lastUse, parts.group(3));
  }

  private record Mark(Instant lastUse, String key) {
    static Mark of(Kept kept) {
      return new Mark(kept.lastUse(), kept.info().key().hex());
    }

    String token() {
      return lastUse.getEpochSecond() + "." + lastUse.getNano() + "." + key;
    }
  }
}
