package io.orfeas.telemetry;

import io.orfeas.runtime.Failure;
import io.orfeas.telemetry.v1.ReportRequest;
import java.time.Instant;

/** Checks a report and takes it apart. */
final class ReportReader {
  private static final int MAX_RECORDS = 10_000;

  private ReportReader() {}

  /**
   * What a report says.
   *
   * @param now for records without a time
   * @throws Failure if the report as a whole is refused
   */
  static Batch read(ReportRequest report, Instant now) {
    int size = report.getStagesCount() + report.getRequestsCount() + report.getVramSamplesCount();
    if (size > MAX_RECORDS) {
      throw Failure.invalid(
          "BATCH_TOO_LARGE",
          "stages",
          "records: " + size + " (expected: at most " + MAX_RECORDS + ")");
    }
    if (!RecordReader.isName(report.getReplica())) {
      throw Failure.invalid(
          "REPLICA_MALFORMED",
          "replica",
          "replica: " + report.getReplica().length() + " characters (expected: 1..64)");
    }
    RecordReader reader = new RecordReader(report.getReplica(), now);
    report.getStagesList().forEach(reader::stage);
    report.getRequestsList().forEach(reader::request);
    report.getVramSamplesList().forEach(reader::vram);
    return reader.batch();
  }
}
