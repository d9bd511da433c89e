package io.orfeas.cache.redis;

import io.orfeas.cache.blob.BlobName;
import io.orfeas.cache.blob.Blobs;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for bytes that no table knows: what a crash between putting bytes in place and telling
 * Redis left behind, or a Redis that lost its data. Only what is old goes, so nothing on its way is
 * hit; and names are never given twice, so nothing new is.
 */
final class Sweep {
  private static final Logger logger = LoggerFactory.getLogger(Sweep.class);
  private static final int BATCH = 200;

  private final Script script;
  private final Blobs bytes;
  private final Duration age;

  /** A sweep of what was put in place longer ago than {@code age}: longer than any upload takes. */
  Sweep(Script script, Blobs bytes, Duration age) {
    this.script = script;
    this.bytes = bytes;
    this.age = age;
  }

  /** Marks strays for deletion; returns how many there were. */
  long run() throws IOException {
    List<BlobName> all = bytes.list().stream().filter(name -> name.generation() > 0).toList();
    long strays = 0;
    for (int from = 0; from < all.size(); from += BATCH) {
      strays += mark(all.subList(from, Math.min(all.size(), from + BATCH)));
    }
    if (strays > 0) {
      logger.info("{} stray blobs found, of {}", strays, all.size());
    }
    return strays;
  }

  private long mark(List<BlobName> names) {
    List<Object> operands = new ArrayList<>();
    operands.add(Script.micros(age));
    for (BlobName name : names) {
      operands.add(name.digest().sha256());
      operands.add(name.generation());
      operands.add(name.digest().sizeBytes());
    }
    return script.call("sweep", operands.toArray()).number(0);
  }
}
