package io.orfeas.cache.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which results to remove. Conditions are combined.
 *
 * @param key only this one
 * @param finishedBefore only those finished at or before this time
 * @param estimator only those made by a method with this label, {@code NAME@VERSION}, or by any
 *     version of it, {@code NAME}
 * @param includePinned pinned results too
 */
public record Selection(
    @Nullable Key key,
    @Nullable Instant finishedBefore,
    @Nullable String estimator,
    boolean includePinned) {

  /** Everything that is not pinned. */
  public static final Selection UNPINNED = new Selection(null, null, null, false);

  /** Whether a result is selected. */
  public boolean matches(ResultInfo result) {
    return (key == null || key.equals(result.key()))
        && (finishedBefore == null || !result.createTime().isAfter(finishedBefore))
        && (estimator == null || isMadeBy(estimator, result.estimator()))
        && (includePinned || !result.pinned());
  }

  private static boolean isMadeBy(String method, String label) {
    return label.equals(method) || label.startsWith(method + '@');
  }
}
