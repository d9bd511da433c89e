package io.orfeas.cache.redis;

import io.orfeas.cache.store.Entry;
import io.orfeas.cache.store.EntryCodec;
import io.orfeas.cache.store.Event;
import io.orfeas.cache.store.Opaque;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a log: a letter, then what it is about. {@code E} and an entry; as the last one
 * {@code C} and nanoseconds, {@code F} and a status, or {@code V} and a reason. The script writes
 * {@code VEXPIRED} and {@code VABANDONED} itself.
 */
final class Records {
  private Records() {}

  static byte[] of(Event event) {
    if (event instanceof Event.Appended appended) {
      return record('E', EntryCodec.encode(appended.entry()));
    } else if (event instanceof Event.Completed completed) {
      return record('C', Long.toString(completed.computeDuration().toNanos()));
    } else if (event instanceof Event.Failed failed) {
      return record('F', failed.status().bytes());
    } else if (event instanceof Event.Vacated vacated) {
      return record('V', vacated.reason().name());
    }
    throw new AssertionError(event);
  }

  static Event parse(byte[] record) {
    byte[] rest = Arrays.copyOfRange(record, 1, record.length);
    return switch (record[0]) {
      case 'E' -> new Event.Appended(entry(rest));
      case 'C' -> new Event.Completed(Duration.ofNanos(Long.parseLong(text(rest))));
      case 'F' -> new Event.Failed(Opaque.wrap(rest));
      case 'V' -> new Event.Vacated(Event.Reason.valueOf(text(rest)));
      default -> throw unreadable(null);
    };
  }

  private static Entry entry(byte[] bytes) {
    try {
      return EntryCodec.decode(bytes);
    } catch (IOException | IllegalArgumentException damaged) {
      throw unreadable(damaged);
    }
  }

  private static byte[] record(char kind, String rest) {
    return record(kind, rest.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] record(char kind, byte[] rest) {
    byte[] record = new byte[rest.length + 1];
    record[0] = (byte) kind;
    System.arraycopy(rest, 0, record, 1, rest.length);
    return record;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static StoreException unreadable(@Nullable Exception cause) {
    String message = "log record: unreadable (expected: one of this version)";
    return cause == null
        ? new StoreException(Reason.UNAVAILABLE, message)
        : new StoreException(Reason.UNAVAILABLE, message, cause);
  }
}
