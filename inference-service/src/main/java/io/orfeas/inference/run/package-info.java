/**
 * Runs: one computation, followed by any number of callers here and elsewhere, recorded in the
 * cache-service's log.
 */
@NullMarked
package io.orfeas.inference.run;

import org.jspecify.annotations.NullMarked;
