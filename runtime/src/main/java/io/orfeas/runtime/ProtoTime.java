package io.orfeas.runtime;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;

/** Times as messages carry them. */
public final class ProtoTime {
  private ProtoTime() {}

  /** A length of time, to the nanosecond. */
  public static com.google.protobuf.Duration of(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  /** A point in time, to the nanosecond. */
  public static Timestamp of(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  /** A length of time from a message. */
  public static Duration toDuration(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  /** A point in time from a message. */
  public static Instant toInstant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }
}
