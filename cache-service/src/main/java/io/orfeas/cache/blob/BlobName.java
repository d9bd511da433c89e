package io.orfeas.cache.blob;

import io.orfeas.cache.store.Digest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name that a blob's bytes lie under. What several processes share gets a new generation with
 * every upload, so that a late deletion of old bytes never hits new ones.
 *
 * @param digest of the bytes
 * @param generation which upload of them; 0 where one process alone decides what comes and goes
 */
public record BlobName(Digest digest, long generation) {
  private static final Pattern FORM = Pattern.compile("([0-9a-f]{64})(?:\\.(\\d{1,18}))?");

  /** The name where there are no generations. */
  public static BlobName of(Digest digest) {
    return new BlobName(digest, 0);
  }

  /** As the name of a file or an object: the hash, and the generation unless it is 0. */
  public String text() {
    return generation == 0 ? digest.sha256() : digest.sha256() + "." + generation;
  }

  /** Reads what {@link #text()} wrote; empty when it is no such name. */
  static Optional<BlobName> parse(String text, long sizeBytes) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long generation = parts.group(2) == null ? 0 : Long.parseLong(parts.group(2));
    return Optional.of(new BlobName(new Digest(parts.group(1), sizeBytes), generation));
  }
}
