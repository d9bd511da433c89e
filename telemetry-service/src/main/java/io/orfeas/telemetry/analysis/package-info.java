/** What rollups say: summaries, bottlenecks, recommendations, trends, grades. Pure functions. */
@NullMarked
package io.orfeas.telemetry.analysis;

import org.jspecify.annotations.NullMarked;
