/** Where rollups are kept: one seam, {@link io.orfeas.telemetry.store.TelemetryStore}. */
@NullMarked
package io.orfeas.telemetry.store;

import org.jspecify.annotations.NullMarked;
