/**
 * Many observations as few distributions that merge: per minute, hour and day, in total and by
 * estimator, quality and replica. Pure: no store, no gRPC.
 */
@NullMarked
package io.orfeas.telemetry.rollup;

import org.jspecify.annotations.NullMarked;
