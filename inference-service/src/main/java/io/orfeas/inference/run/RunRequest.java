package io.orfeas.inference.run;

import io.orfeas.inference.pipeline.GenerationOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants computed, or replayed.
 *
 * @param key request key
 * @param image the picture's bytes, or null when the caller only knows their digest: then nothing
 *     can be computed, only replayed or joined
 * @param options everything that shapes the result
 * @param method label of what makes it, estimator and version: {@code NAME@VERSION}
 * @param skipCacheLookup recompute even if a result is known
 * @param doNotCache neither look up, nor join, nor store
 * @param priority 0 (first) to 9 (last)
 * @param remaining until the caller's deadline
 */
public record RunRequest(
    String key,
    byte @Nullable [] image,
    GenerationOptions options,
    String method,
    boolean skipCacheLookup,
    boolean doNotCache,
    int priority,
    Duration remaining) {}
