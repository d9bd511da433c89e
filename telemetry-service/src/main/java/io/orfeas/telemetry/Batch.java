package io.orfeas.telemetry;

import io.orfeas.telemetry.rollup.Observation;
import java.util.List;

/**
 * What one report says.
 *
 * @param records well-formed records in it
 * @param malformed records left out
 * @param observations of the well-formed records
 */
record Batch(int records, int malformed, List<Observation> observations) {}
