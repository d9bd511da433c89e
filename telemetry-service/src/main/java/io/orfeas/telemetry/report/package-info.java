/** Reports to read: JSON, and a self-contained HTML page with plots. */
@NullMarked
package io.orfeas.telemetry.report;

import org.jspecify.annotations.NullMarked;
