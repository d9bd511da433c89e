package io.orfeas.access.limit;

import java.time.Duration;

/**
 * How often something may happen: a bucket of tokens that fills evenly.
 *
 * @param scope what is limited, for metrics: {@code address}, {@code agent}, ...
 * @param tokens most at once, and as many per period
 * @param period in which an empty bucket fills
 */
public record Limit(String scope, long tokens, Duration period) {}
