package io.orfeas.launcher;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Several systems in one process, each as {@code orfeas up} has it. What one runs faster or slower
 * than another is then its settings, and not what the compiler made of the program or where its
 * memory lies, which differ between two processes of the same program.
 */
final class SystemsInOne {
  private SystemsInOne() {}

  /**
   * Starts them, says where they are, and waits to be ended.
   *
   * @param arguments folder for data; address of an OTLP collector; for each system the share of
   *     traces that are sampled, or {@code off}
   */
  public static void main(String[] arguments) throws InterruptedException {
    for (int i = 2; i < arguments.length; i++) {
      Path folder = Path.of(arguments[0], "system" + i);
      RunningSystem system = RunningSystem.start(folder, settings(arguments[1], arguments[i]));
      System.out.printf("system %d: http://127.0.0.1:%d%n", i - 2, system.edgePort());
    }
    Thread.currentThread().join();
  }

  private static Map<String, String> settings(String collector, String share) {
    Map<String, String> memory =
        Map.of("ORFEAS_CACHE_STORE", "memory", "ORFEAS_TELEMETRY_STORE", "memory");
    if (share.equals("off")) {
      return memory;
    }
    Map<String, String> traced = new HashMap<>(memory);
    traced.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector);
    traced.put("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
    traced.put("OTEL_TRACES_SAMPLER", "parentbased_traceidratio");
    traced.put("OTEL_TRACES_SAMPLER_ARG", share);
    return traced;
  }
}
