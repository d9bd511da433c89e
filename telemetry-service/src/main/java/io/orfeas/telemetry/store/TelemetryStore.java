package io.orfeas.telemetry.store;

import io.orfeas.telemetry.rollup.Rollup;
import io.orfeas.telemetry.rollup.Selection;
import io.orfeas.telemetry.rollup.Signal;
import io.orfeas.telemetry.rollup.Slice;
import io.orfeas.telemetry.rollup.View;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keeps rollups and daily reports. Safe for concurrent use, by several processes too where the
 * implementation says so.
 *
 * <p>Every method may throw {@link StoreException} when the store cannot be reached.
 */
public interface TelemetryStore extends AutoCloseable {
  /** What it is, for logs: for example {@code embedded (/var/lib/orfeas/telemetry.db)}. */
  String name();

  /**
   * Merges rollups into what is kept: all or, when it throws, none. What was added is there after
   * the process was killed.
   */
  void add(List<Rollup> rollups);

  /**
   * Hands out the rollups of some buckets, in no order.
   *
   * @param slices the buckets
   * @param view by what rollups are kept apart; must be able to answer the selection
   * @param selection which series
   * @param signals which signals
   */
  void read(
      List<Slice> slices,
      View view,
      Selection selection,
      Set<Signal> signals,
      Consumer<Rollup> sink);

  /** Forgets what is older than each resolution is kept, and reports older than anything is. */
  void expire(Instant now, Duration retention);

  /** Keeps the report of a day, in place of one that is there. */
  void putReport(LocalDate day, byte[] report);

  /** The report of a day. */
  Optional<byte[]> report(LocalDate day);

  @Override
  void close();
}
