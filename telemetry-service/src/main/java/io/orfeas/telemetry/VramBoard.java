package io.orfeas.telemetry;

import io.orfeas.telemetry.analysis.VramTrends;
import io.orfeas.telemetry.v1.VramDevice;
import io.orfeas.telemetry.v1.VramSample;
import io.orfeas.telemetry.v1.VramTrend;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last samples of each device that is still heard of, in bounded number: one that has been
 * silent for a minute is forgotten, and so is the one silent longest where there are too many.
 */
final class VramBoard {
  private static final int MAX_DEVICES = 1_024;

  /** A dozen reporting intervals of the inference service: its replica has ended. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private final InstantSource clock;

  /** The device silent longest comes first. */
  private final Map<Device, Samples> devices = new LinkedHashMap<>();

  VramBoard(InstantSource clock) {
    this.clock = clock;
  }

  /** Notes a well-formed sample; others are ignored. */
  synchronized void add(String replica, VramSample sample) {
    if (!RecordReader.isName(sample.getDevice())
        || sample.getTotalBytes() <= 0
        || sample.getUsedBytes() < 0) {
      return;
    }
    forgetSilent();
    Device device = new Device(replica, sample.getDevice());
    Samples known = devices.remove(device);
    Deque<Double> last = known == null ? new ArrayDeque<>() : known.percents;
    last.addLast(100.0 * sample.getUsedBytes() / sample.getTotalBytes());
    if (last.size() > VramTrends.SAMPLES) {
      last.removeFirst();
    }
    devices.put(device, new Samples(last, clock.instant()));
    if (devices.size() > MAX_DEVICES) {
      devices.remove(devices.keySet().iterator().next());
    }
  }

  /** The trend of a device, once there are samples enough. */
  synchronized Optional<VramTrend> trend(String replica, String device) {
    forgetSilent();
    Samples last = devices.get(new Device(replica, device));
    return last == null
        ? Optional.empty()
        : VramTrends.of(last.percents.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Each device of a replica, or of all where it is blank, with its trend and no points. */
  List<VramDevice> devices(String replica) {
    return keys().stream()
        .filter(device -> replica.isEmpty() || replica.equals(device.replica))
        .map(this::message)
        .toList();
  }

  private VramDevice message(Device device) {
    VramDevice.Builder message =
        VramDevice.newBuilder().setReplica(device.replica).setDevice(device.name);
    trend(device.replica, device.name).ifPresent(message::setTrend);
    return message.build();
  }

  private synchronized List<Device> keys() {
    forgetSilent();
    return devices.keySet().stream()
        .sorted(Comparator.comparing(Device::replica).thenComparing(Device::name))
        .toList();
  }

  private void forgetSilent() {
    Instant oldest = clock.instant().minus(SILENCE);
    devices.values().removeIf(samples -> samples.heard.isBefore(oldest));
  }

  /**
   * What is known of a device.
   *
   * @param percents shares in use, 0..100, the oldest first
   * @param heard when the last one came
   */
  private record Samples(Deque<Double> percents, Instant heard) {}

  private record Device(String replica, String name) {}
}
