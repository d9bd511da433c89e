package io.orfeas.telemetry;

import io.orfeas.telemetry.rollup.Selection;
import io.orfeas.telemetry.rollup.Window;

/**
 * What is asked about.
 *
 * @param window of time
 * @param selection of series
 */
record Question(Window window, Selection selection) {}
