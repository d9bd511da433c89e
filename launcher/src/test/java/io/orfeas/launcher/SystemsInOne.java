package io.orfeas.launcher;

import io.orfeas.launcher.edge.EdgeSettings;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import io.orfeas.runtime.Tracing;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Several systems in one process, each as {@code orfeas up} has it. What one runs faster or slower
 * than another is then its settings, and not what the compiler made of the program or where its
 * memory lies, by which two processes of the same program differ more than by some settings.
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
      OrfeasServer edge = start(folder, traced(arguments[1], arguments[i]));
      System.out.printf("system %d: http://127.0.0.1:%d%n", i - 2, edge.port());
    }
    Thread.currentThread().join();
  }

  private static OrfeasServer start(Path folder, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(RunningSystem.environment(folder));
    environment.put("ORFEAS_CACHE_STORE", "memory");
    environment.put("ORFEAS_TELEMETRY_STORE", "memory");
    environment.putAll(more);
    Env env = Env.of(environment);
    ServerSettings settings = ServerSettings.read(env, "ORFEAS_EDGE", 0);
    Metrics metrics = Metrics.withJvm();
    return LocalServices.start(environment, metrics)
        .startEdge(
            settings, EdgeSettings.read(env), metrics, Tracing.of(environment, "orfeas-edge"));
  }

  private static Map<String, String> traced(String collector, String share) {
    if (share.equals("off")) {
      return Map.of();
    }
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        collector,
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "http/protobuf",
        "OTEL_TRACES_SAMPLER",
        "parentbased_traceidratio",
        "OTEL_TRACES_SAMPLER_ARG",
        share);
  }
}
