package io.orfeas.cache.local;

import org.jspecify.annotations.Nullable;

/**
 * An answer, and the record that has to be durable before it is given.
 *
 * @param place null when nothing was written
 */
record Decided<T>(T value, @Nullable Place place) {}
