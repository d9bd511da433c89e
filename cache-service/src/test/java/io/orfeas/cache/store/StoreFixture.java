package io.orfeas.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.orfeas.cache.store.StoreException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Short words for what store tests do. */
public final class StoreFixture {
  /** Roomy limits with short times. */
  public static final StoreLimits ROOMY =
      new StoreLimits(
          64 << 20,
          80 << 20,
          16 << 20,
          64 << 10,
          1 << 20,
          Duration.ofHours(1),
          0.1,
          Duration.ofSeconds(5),
          Duration.ofMinutes(10),
          1000,
          1000);

  private StoreFixture() {}

  /** The same limits with other bytes, and no grace for blobs that were not published yet. */
  public static StoreLimits withBytes(long soft, long hard) {
    return withBytes(soft, hard, Duration.ZERO);
  }

  /** The same limits with other bytes, and a grace for blobs that were not published yet. */
  public static StoreLimits withBytes(long soft, long hard, Duration uploadGrace) {
    return new StoreLimits(
        soft,
        hard,
        hard,
        ROOMY.maxPayloadBytes(),
        ROOMY.maxResultEntryBytes(),
        ROOMY.resultTtl(),
        ROOMY.ttlJitter(),
        ROOMY.leaseTtl(),
        uploadGrace,
        ROOMY.maxLeases(),
        ROOMY.maxWatchers());
  }

  /** A key that a name stands for. */
  public static Key key(String name) {
    return new Key(Digest.of(name.getBytes(StandardCharsets.UTF_8)).sha256());
  }

  /** Bytes that a seed stands for. */
  public static byte[] bytes(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Stores a blob. */
  public static Digest put(CacheStore store, byte[] bytes) {
    Digest digest = Digest.of(bytes);
    try (Upload upload = store.upload(digest)) {
      upload.write(ByteBuffer.wrap(bytes));
      upload.commit();
    }
    return digest;
  }

  /** Reads a blob. */
  public static byte[] get(CacheStore store, Digest digest) {
    try (Download download = store.open(digest.sha256())) {
      assertThat(download.sizeBytes()).isEqualTo(digest.sizeBytes());
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      while (all.size() < download.sizeBytes()) {
        ByteBuffer piece = download.read(all.size(), 1000);
        assertThat(piece.remaining()).isBetween(1, 1000);
        byte[] copy = new byte[piece.remaining()];
        piece.get(copy);
        all.writeBytes(copy);
      }
      return all.toByteArray();
    }
  }

  /** An entry. */
  public static Entry entry(int sequence, String payload, Digest... blobs) {
    return new Entry(
        sequence, Opaque.wrap(payload.getBytes(StandardCharsets.UTF_8)), List.of(blobs));
  }

  /** Acquires a key that is free; returns the fencing token. */
  public static long lease(CacheStore store, Key key) {
    Acquisition answer = store.acquire(key, "test", false);
    assertThat(answer).isInstanceOf(Acquisition.Granted.class);
    return ((Acquisition.Granted) answer).fencingToken();
  }

  /** Acquires a key that is finished. */
  public static StoredResult hit(CacheStore store, Key key) {
    Acquisition answer = store.acquire(key, "test", false);
    assertThat(answer).isInstanceOf(Acquisition.Hit.class);
    return ((Acquisition.Hit) answer).result();
  }

  /** Whether acquiring a key gives a result; a lease that it gives instead is given up. */
  public static boolean isHit(CacheStore store, Key key) {
    Acquisition answer = store.acquire(key, "test", false);
    if (answer instanceof Acquisition.Granted granted) {
      store.abandon(key, granted.fencingToken(), Optional.empty());
    }
    return answer instanceof Acquisition.Hit;
  }

  /** Computes a result with one blob of a size. */
  public static Digest compute(
      CacheStore store, String name, int blobBytes, Duration computeDuration) {
    long token = lease(store, key(name));
    Digest blob = put(store, bytes(name.hashCode(), blobBytes));
    store.publish(key(name), token, entry(1, name, blob));
    store.complete(key(name), token, 1, computeDuration, "classical");
    return blob;
  }

  /** What a feed has to say now. */
  public static List<Event> drain(Feed feed) {
    List<Event> events = new ArrayList<>();
    for (Optional<Event> e = feed.next(); e.isPresent(); e = feed.next()) {
      events.add(e.get());
    }
    return events;
  }

  /** Asserts that a call is refused for a reason. */
  public static void refused(Reason reason, ThrowingCallable call) {
    StoreException refusal = catchThrowableOfType(StoreException.class, call);
    assertThat(refusal).as("refusal").isNotNull();
    assertThat(refusal.reason()).isEqualTo(reason);
  }
}
