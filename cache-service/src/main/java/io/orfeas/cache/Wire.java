package io.orfeas.cache;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.rpc.Status;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Entry;
import io.orfeas.cache.store.Event;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.Opaque;
import io.orfeas.cache.store.ResultInfo;
import io.orfeas.cache.store.StoredResult;
import io.orfeas.cache.v1.Completed;
import io.orfeas.cache.v1.LogEntry;
import io.orfeas.cache.v1.Result;
import io.orfeas.cache.v1.Vacated;
import io.orfeas.cache.v1.WatchResponse;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.ProtoTime;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Messages to values and back; what a message must not say is refused here. */
final class Wire {
  private static final String INVALID = "INVALID_FIELD";
  private static final int LONGEST_NAME = 256;
  private static final Duration LONGEST_COMPUTE = Duration.ofDays(365);

  private Wire() {}

  static Key key(String hex) {
    return checked("key", () -> new Key(hex));
  }

  static String sha256(String hex) {
    return checked("sha256", () -> Digest.requireSha256(hex));
  }

  static Digest digest(String field, io.orfeas.artifact.v1.Digest digest) {
    return checked(field, () -> new Digest(digest.getSha256(), digest.getSizeBytes()));
  }

  /** A name of at most 256 characters. */
  static String name(String field, String text, boolean required) {
    if (text.length() > LONGEST_NAME || (required && text.isEmpty())) {
      throw Failure.invalid(
          INVALID,
          field,
          "%s: %d characters (expected: %d..%d)"
              .formatted(field, text.length(), required ? 1 : 0, LONGEST_NAME));
    }
    return text;
  }

  static int sequence(String field, int sequence) {
    if (sequence < 0) {
      throw Failure.invalid(
          INVALID, field, "%s: %d (expected: 0 or more)".formatted(field, sequence));
    }
    return sequence;
  }

  static Duration computeDuration(com.google.protobuf.Duration message) {
    Duration duration =
        checked(
            "compute_duration", () -> Duration.ofSeconds(message.getSeconds(), message.getNanos()));
    if (duration.isNegative() || duration.compareTo(LONGEST_COMPUTE) > 0) {
      throw Failure.invalid(
          INVALID,
          "compute_duration",
          "compute_duration: %s (expected: 0..%s)".formatted(duration, LONGEST_COMPUTE));
    }
    return duration;
  }

  static Entry entry(LogEntry message) {
    List<Digest> blobs =
        message.getBlobsList().stream().map(blob -> digest("entry.blobs", blob)).toList();
    Opaque payload = Opaque.wrap(message.getPayload().toByteArray());
    return checked("entry.sequence", () -> new Entry(message.getSequence(), payload, blobs));
  }

  static LogEntry message(Entry entry) {
    LogEntry.Builder message =
        LogEntry.newBuilder().setSequence(entry.sequence()).setPayload(wrap(entry.payload()));
    for (Digest blob : entry.blobs()) {
      message.addBlobs(
          io.orfeas.artifact.v1.Digest.newBuilder()
              .setSha256(blob.sha256())
              .setSizeBytes(blob.sizeBytes()));
    }
    return message.build();
  }

  static Result message(StoredResult result) {
    Result.Builder message = builder(result.info());
    result.entries().forEach(entry -> message.addEntries(message(entry)));
    return message.build();
  }

  static Result message(ResultInfo info) {
    return builder(info).build();
  }

  static WatchResponse message(Event event) {
    WatchResponse.Builder message = WatchResponse.newBuilder();
    if (event instanceof Event.Appended appended) {
      message.setEntry(message(appended.entry()));
    } else if (event instanceof Event.Completed completed) {
      message.setCompleted(
          Completed.newBuilder().setComputeDuration(ProtoTime.of(completed.computeDuration())));
    } else if (event instanceof Event.Failed failed) {
      message.setFailed(status(failed.status()));
    } else if (event instanceof Event.Vacated vacated) {
      message.setVacated(Vacated.newBuilder().setReason(vacated.reason().name()));
    }
    return message.build();
  }

  private static Result.Builder builder(ResultInfo info) {
    Result.Builder message =
        Result.newBuilder()
            .setKey(info.key().hex())
            .setCreateTime(ProtoTime.of(info.createTime()))
            .setComputeDuration(ProtoTime.of(info.computeDuration()))
            .setEstimator(info.estimator())
            .setSizeBytes(info.sizeBytes());
    if (!info.pinned()) {
      message.setExpireTime(ProtoTime.of(info.expireTime()));
    }
    return message;
  }

  private static Status status(Opaque bytes) {
    try {
      return Status.parseFrom(wrap(bytes));
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("status: unreadable (expected: what was stored)", impossible);
    }
  }

  private static ByteString wrap(Opaque bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.bytes());
  }

  private static <T> T checked(String field, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException | ArithmeticException malformed) {
      throw Failure.invalid(INVALID, field, String.valueOf(malformed.getMessage()));
    }
  }
}
