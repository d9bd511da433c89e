package io.orfeas.telemetry.analysis;

import io.orfeas.runtime.ProtoTime;
import io.orfeas.telemetry.rollup.Distribution;
import io.orfeas.telemetry.rollup.Rollup;
import io.orfeas.telemetry.rollup.Series;
import io.orfeas.telemetry.rollup.Signal;
import io.orfeas.telemetry.v1.VramDevice;
import io.orfeas.telemetry.v1.VramPoint;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Gathers rollups of device memory into a timeline per device. */
public final class VramTimelines {
  private final SortedMap<Device, SortedMap<Long, Map<Signal, Distribution>>> devices =
      new TreeMap<>(Comparator.comparing(Device::replica).thenComparing(Device::name));

  /** Adds what one rollup counted; those of other signals are ignored. */
  public void add(Rollup rollup) {
    Series series = rollup.key().series();
    if (Signal.DEVICES.contains(series.signal())) {
      devices
          .computeIfAbsent(new Device(series.replica(), series.name()), device -> new TreeMap<>())
          .computeIfAbsent(rollup.key().start(), start -> new EnumMap<>(Signal.class))
          .computeIfAbsent(series.signal(), signal -> new Distribution())
          .merge(rollup.distribution());
    }
  }

  /** Each device with its points, the oldest first, and no trend. */
  public List<VramDevice> devices() {
    return devices.entrySet().stream()
        .map(entry -> device(entry.getKey(), entry.getValue()))
        .toList();
  }

  /**
   * The same with the trend of each over its points, taken as readings of their means; without one
   * where it is not known how much the device has.
   */
  public List<VramDevice> trends() {
    return devices().stream().map(VramTimelines::withTrend).toList();
  }

  private static VramDevice withTrend(VramDevice device) {
    if (device.getTotalBytes() <= 0) {
      return device;
    }
    double[] percents =
        device.getPointsList().stream()
            .mapToDouble(point -> 100.0 * point.getMeanUsedBytes() / device.getTotalBytes())
            .toArray();
    VramDevice.Builder withTrend = device.toBuilder();
    VramTrends.of(percents).ifPresent(withTrend::setTrend);
    return withTrend.build();
  }

  private static VramDevice device(
      Device device, SortedMap<Long, Map<Signal, Distribution>> buckets) {
    VramDevice.Builder timeline =
        VramDevice.newBuilder()
            .setReplica(device.replica)
            .setDevice(device.name)
            .setTotalBytes(Math.round(of(buckets.get(buckets.lastKey()), Signal.VRAM_TOTAL).max()));
    buckets.forEach((start, bucket) -> timeline.addPoints(point(start, bucket)));
    return timeline.build();
  }

  private static VramPoint point(long start, Map<Signal, Distribution> bucket) {
    Distribution used = of(bucket, Signal.VRAM_USED);
    return VramPoint.newBuilder()
        .setStartTime(ProtoTime.of(Instant.ofEpochSecond(start)))
        .setMeanUsedBytes(Math.round(used.mean()))
        .setMaxUsedBytes(Math.round(used.max()))
        .setMeanReservedBytes(Math.round(of(bucket, Signal.VRAM_RESERVED).mean()))
        .setSamples(used.count())
        .build();
  }

  private static Distribution of(Map<Signal, Distribution> bucket, Signal signal) {
    return bucket.getOrDefault(signal, new Distribution());
  }

  private record Device(String replica, String name) {}
}
