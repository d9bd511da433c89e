package io.orfeas.telemetry;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.telemetry.v1.ReportRequest;
import io.orfeas.telemetry.v1.ReportResponse;
import io.orfeas.telemetry.v1.TelemetryServiceGrpc.TelemetryServiceBlockingStub;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How many stage records per second a whole service takes over gRPC, with the caller in the same
 * process: {@code bench/telemetry report} runs both on one core, so the figure is less than the
 * service alone would reach.
 */
final class ReportBenchmark {
  private static final int BATCH = 1_000;
  private static final long ROUND_NANOS = 8_000_000_000L;
  private static final int ROUNDS = 4;
  private static final double MARK = 50_000;

  private ReportBenchmark() {}

  public static void main(String[] args) throws IOException {
    String directory = Files.createTempDirectory("orfeas-report-benchmark").toString();
    Env env = Env.of(Map.of("ORFEAS_TELEMETRY_PORT", "0", "ORFEAS_TELEMETRY_DIR", directory));
    List<ReportRequest> reports = Reports.ofBusyReplicas(BATCH);
    try (TelemetryServer server = TelemetryServer.start(TelemetryConfig.read(env), new Metrics())) {
      TelemetryServiceBlockingStub stub =
          GrpcClients.newClient(
              "gproto+http://127.0.0.1:" + server.port(), TelemetryServiceBlockingStub.class);
      double best = 0;
      for (int round = 1; round <= ROUNDS; round++) {
        best = Math.max(best, measure(stub, reports, round));
      }
      Marks.atLeast("records per second of processor time over gRPC, warm", best, MARK);
    }
  }

  private static double measure(
      TelemetryServiceBlockingStub stub, List<ReportRequest> reports, int round) {
    long start = System.nanoTime();
    long processor = ProcessorTime.nanos();
    long accepted = 0;
    long dropped = 0;
    for (int i = 0; System.nanoTime() - start < ROUND_NANOS; i++) {
      ReportResponse response = stub.report(reports.get(i % reports.size()));
      accepted += response.getAccepted();
      dropped += response.getDropped();
    }
    double rate = accepted / ((ProcessorTime.nanos() - processor) / 1e9);
    System.out.printf(
        Locale.ROOT,
        "round %d: %,.0f records per second of processor time, %,.0f of wall time, %,d dropped%n",
        round,
        rate,
        accepted / ((System.nanoTime() - start) / 1e9),
        dropped);
    return rate;
  }
}
