/**
 * The telemetry-service: takes reports of what inference replicas did, keeps them as rollups, and
 * answers where time and device memory went.
 */
@NullMarked
package io.orfeas.telemetry;

import org.jspecify.annotations.NullMarked;
