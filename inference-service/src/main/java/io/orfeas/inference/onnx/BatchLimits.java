package io.orfeas.inference.onnx;

import java.time.Duration;

/**
 * How runs of a model are shared.
 *
 * @param most pictures in one run, 1..32
 * @param hold how long two or more pictures wait for more; a lone one never does
 * @param patience how long a run waits for device memory in all, before it is made smaller
 */
public record BatchLimits(int most, Duration hold, Duration patience) {}
