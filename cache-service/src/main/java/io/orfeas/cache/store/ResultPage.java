package io.orfeas.cache.store;

import java.util.List;

/**
 * Some results, most recently used first.
 *
 * @param results without their entries
 * @param nextToken where the next page starts; empty on the last
 */
public record ResultPage(List<ResultInfo> results, String nextToken) {
  /** Copies the list. */
  public ResultPage {
    results = List.copyOf(results);
  }
}
