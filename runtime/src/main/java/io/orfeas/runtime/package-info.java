/**
 * What every service stands on: configuration, server lifecycle, errors, metrics, resilience. No
 * domain.
 */
@NullMarked
package io.orfeas.runtime;

import org.jspecify.annotations.NullMarked;
