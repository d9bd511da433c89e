package io.orfeas.inference.gpu.cuda;

import static org.bytedeco.cuda.global.nvml.NVML_SUCCESS;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceRegisterEvents;
import static org.bytedeco.cuda.global.nvml.nvmlEventSetCreate;
import static org.bytedeco.cuda.global.nvml.nvmlEventSetFree;
import static org.bytedeco.cuda.global.nvml.nvmlEventSetWait_v2;
import static org.bytedeco.cuda.global.nvml.nvmlEventTypeXidCriticalError;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.cuda.nvml.nvmlDevice_st;
import org.bytedeco.cuda.nvml.nvmlEventData_t;
import org.bytedeco.cuda.nvml.nvmlEventSet_st;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the critical faults ("Xid" errors) that the driver reports. Where the device cannot report
 * them, as under virtualization, nothing is counted and {@link #count} is empty.
 *
 * @see <a href="https://docs.nvidia.com/deploy/xid-errors/">Xid errors</a>
 */
final class XidWatch implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(XidWatch.class);
  private static final int MOST_AT_ONCE = 1000;

  private final nvmlEventSet_st events;
  private final Map<String, Long> counts = new HashMap<>();

  private XidWatch(nvmlEventSet_st events) {
    this.events = events;
  }

  static XidWatch of(List<nvmlDevice_st> devices) {
    nvmlEventSet_st events = new nvmlEventSet_st();
    boolean made = nvmlEventSetCreate(events) == NVML_SUCCESS;
    XidWatch watch = new XidWatch(events);
    for (nvmlDevice_st device : made ? devices : List.<nvmlDevice_st>of()) {
      if (nvmlDeviceRegisterEvents(device, nvmlEventTypeXidCriticalError, events) == NVML_SUCCESS) {
        uuid(device).ifPresent(uuid -> watch.counts.put(uuid, 0L));
      }
    }
    return watch;
  }

  /** Empty for one that does not answer, which is no reason to do without the others. */
  private static Optional<String> uuid(nvmlDevice_st device) {
    try {
      return Optional.of(NvmlFacts.uuid(device));
    } catch (CudaException silent) {
      return Optional.empty();
    }
  }

  /** Takes in what has happened since the last time; does not wait. */
  void poll() {
    if (counts.isEmpty()) {
      return;
    }
    try (nvmlEventData_t event = new nvmlEventData_t()) {
      for (int i = 0; i < MOST_AT_ONCE; i++) {
        if (nvmlEventSetWait_v2(events, event, 0) != NVML_SUCCESS) {
          return;
        }
        Optional<String> uuid = uuid(event.device());
        uuid.ifPresent(known -> counts.merge(known, 1L, Long::sum));
        logger.error(
            "{}: Xid {} reported by the driver", uuid.orElse("a lost GPU"), event.eventData());
      }
    }
  }

  OptionalLong count(String uuid) {
    Long count = counts.get(uuid);
    return count == null ? OptionalLong.empty() : OptionalLong.of(count);
  }

  @Override
  public void close() {
    if (!events.isNull()) {
      nvmlEventSetFree(events);
    }
  }
}
