package io.orfeas.telemetry;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.orfeas.telemetry.rollup.Observation;
import io.orfeas.telemetry.rollup.Series;
import io.orfeas.telemetry.rollup.Signal;
import io.orfeas.telemetry.v1.RequestRecord;
import io.orfeas.telemetry.v1.StageRecord;
import io.orfeas.telemetry.v1.VramSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Turns records into observations. Malformed records are counted and left out; what may become a
 * series is bounded in length and, where the words are known, to those words.
 */
final class RecordReader {
  private static final int MAX_NAME = 64;
  private static final int MAX_QUALITY = 10;
  private static final long MAX_AGE_SECONDS = 86_400;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final Set<String> STAGE_OUTCOMES = Set.of("ok", "error", "cancelled");
  private static final Set<String> REQUEST_OUTCOMES =
      Set.of("ok", "error", "cancelled", "rejected");
  private static final Set<String> CACHE =
      Set.of("hit", "joined", "miss", "bypass", "unavailable", "resumed", "none");

  private final String replica;
  private final long now;
  private final List<Observation> observations = new ArrayList<>();
  private int records;
  private int malformed;

  RecordReader(String replica, Instant now) {
    this.replica = replica;
    this.now = now.getEpochSecond();
  }

  static boolean isName(String name) {
    return !name.isBlank() && name.length() <= MAX_NAME;
  }

  void stage(StageRecord record) {
    long time = time(record.hasEndTime(), record.getEndTime());
    if (!count(
        isName(record.getStage())
            && STAGE_OUTCOMES.contains(record.getOutcome())
            && isKind(record.getQuality(), record.getEstimator())
            && isLength(record.getDuration())
            && record.getPeakVramBytes() >= 0
            && isRecent(time))) {
      return;
    }
    Series series =
        new Series(
            Signal.STAGE,
            record.getStage(),
            record.getOutcome(),
            record.getQuality(),
            record.getEstimator(),
            replica);
    observe(series, time, seconds(record.getDuration()));
    if (record.getPeakVramBytes() > 0) {
      observe(of(Signal.STAGE_VRAM, series), time, record.getPeakVramBytes());
    }
  }

  void request(RequestRecord record) {
    long time = time(record.hasEndTime(), record.getEndTime());
    if (!count(
        CACHE.contains(record.getCache())
            && REQUEST_OUTCOMES.contains(record.getOutcome())
            && isKind(record.getQuality(), record.getEstimator())
            && isLength(record.getDuration())
            && isLength(record.getTimeToFirstStage())
            && isLength(record.getQueueWait())
            && isRecent(time))) {
      return;
    }
    Series series =
        new Series(
            Signal.REQUEST,
            record.getCache(),
            record.getOutcome(),
            record.getQuality(),
            record.getEstimator(),
            replica);
    observe(series, time, seconds(record.getDuration()));
    if (record.hasTimeToFirstStage()) {
      observe(unnamed(Signal.FIRST_STAGE, series), time, seconds(record.getTimeToFirstStage()));
    }
    if (record.hasQueueWait()) {
      observe(unnamed(Signal.QUEUE_WAIT, series), time, seconds(record.getQueueWait()));
    }
  }

  void vram(VramSample sample) {
    long time = time(sample.hasSampleTime(), sample.getSampleTime());
    if (!count(
        isName(sample.getDevice())
            && sample.getTotalBytes() > 0
            && sample.getUsedBytes() >= 0
            && sample.getReservedBytes() >= 0
            && isRecent(time))) {
      return;
    }
    Series used = new Series(Signal.VRAM_USED, sample.getDevice(), "", 0, "", replica);
    observe(used, time, sample.getUsedBytes());
    observe(of(Signal.VRAM_RESERVED, used), time, sample.getReservedBytes());
    observe(of(Signal.VRAM_TOTAL, used), time, sample.getTotalBytes());
  }

  Batch batch() {
    return new Batch(records, malformed, observations);
  }

  private boolean count(boolean wellFormed) {
    if (wellFormed) {
      records++;
    } else {
      malformed++;
    }
    return wellFormed;
  }

  private void observe(Series series, long time, double value) {
    observations.add(new Observation(series, time, value));
  }

  private long time(boolean given, Timestamp time) {
    return given ? Math.min(now, time.getSeconds()) : now;
  }

  private boolean isRecent(long time) {
    return time >= now - MAX_AGE_SECONDS;
  }

  private static boolean isKind(int quality, String estimator) {
    return quality >= 0 && quality <= MAX_QUALITY && estimator.length() <= MAX_NAME;
  }

  private static boolean isLength(Duration duration) {
    return duration.getSeconds() >= 0 && duration.getNanos() >= 0;
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNanos() / NANOS_PER_SECOND;
  }

  private static Series of(Signal signal, Series like) {
    return new Series(
        signal, like.name(), like.outcome(), like.quality(), like.estimator(), like.replica());
  }

  private static Series unnamed(Signal signal, Series like) {
    return new Series(signal, "", "", like.quality(), like.estimator(), like.replica());
  }
}
