package io.orfeas.inference.gpu;

import io.orfeas.inference.gpu.vram.MemorySample;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What one GPU, or one MIG instance of it, measured at one moment. What a device does not report is
 * empty: a MIG instance has no power of its own, a consumer card no ECC.
 *
 * @param uuid stable name of the device, {@code GPU-...} or {@code MIG-...}
 * @param name product name
 * @param memory total, used and free
 * @param reservedBytes kept by driver and firmware; neither used nor free
 * @param processBytes used by this process, as far as the driver knows which one it is
 * @param utilization share of time in which a kernel ran, 0..1
 * @param temperatureCelsius of the chip
 * @param powerWatts drawn now
 * @param energyJoules drawn since the driver was loaded
 * @param eccErrors memory errors that could not be corrected, since the driver was loaded
 * @param xidErrors critical faults that the driver reported since this process started
 */
public record GpuFacts(
    String uuid,
    String name,
    MemorySample memory,
    long reservedBytes,
    OptionalLong processBytes,
    OptionalDouble utilization,
    OptionalDouble temperatureCelsius,
    OptionalDouble powerWatts,
    OptionalDouble energyJoules,
    OptionalLong eccErrors,
    OptionalLong xidErrors) {}
