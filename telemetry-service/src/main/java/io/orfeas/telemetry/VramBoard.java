package io.orfeas.telemetry;

import io.orfeas.telemetry.analysis.VramTrends;
import io.orfeas.telemetry.v1.VramDevice;
import io.orfeas.telemetry.v1.VramSample;
import io.orfeas.telemetry.v1.VramTrend;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The last samples of each device, in bounded number: the device silent longest is forgotten. */
final class VramBoard {
  private static final int MAX_DEVICES = 1_024;

  private final Map<Device, Deque<Double>> percents =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Device, Deque<Double>> eldest) {
          return size() > MAX_DEVICES;
        }
      };

  /** Notes a well-formed sample; others are ignored. */
  synchronized void add(String replica, VramSample sample) {
    if (!RecordReader.isName(sample.getDevice())
        || sample.getTotalBytes() <= 0
        || sample.getUsedBytes() < 0) {
      return;
    }
    Deque<Double> last =
        percents.computeIfAbsent(
            new Device(replica, sample.getDevice()), device -> new ArrayDeque<>());
    last.addLast(100.0 * sample.getUsedBytes() / sample.getTotalBytes());
    if (last.size() > VramTrends.SAMPLES) {
      last.removeFirst();
    }
  }

  /** The trend of a device, once there are samples enough. */
  synchronized Optional<VramTrend> trend(String replica, String device) {
    Deque<Double> last = percents.get(new Device(replica, device));
    return last == null
        ? Optional.empty()
        : VramTrends.of(last.stream().mapToDouble(Double::doubleValue).toArray());
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
    return percents.keySet().stream()
        .sorted(Comparator.comparing(Device::replica).thenComparing(Device::name))
        .toList();
  }

  private record Device(String replica, String name) {}
}
