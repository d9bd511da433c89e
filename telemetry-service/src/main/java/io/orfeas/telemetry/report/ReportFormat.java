package io.orfeas.telemetry.report;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.orfeas.runtime.Failure;
import io.orfeas.telemetry.v1.PerformanceReport;

/** How a report is written. */
public enum ReportFormat {
  /** The message as JSON, for programs. */
  JSON("application/json") {
    @Override
    public String render(PerformanceReport report) {
      try {
        return JsonFormat.printer()
            .preservingProtoFieldNames()
            .alwaysPrintFieldsWithNoPresence()
            .print(report);
      } catch (InvalidProtocolBufferException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  },
  /** A page with plots, for people. */
  HTML("text/html; charset=utf-8") {
    @Override
    public String render(PerformanceReport report) {
      return HtmlReport.render(report);
    }
  };

  private final String contentType;

  ReportFormat(String contentType) {
    this.contentType = contentType;
  }

  /**
   * The format with a name.
   *
   * @param name {@code json} or {@code html}; blank for JSON
   * @throws Failure for any other
   */
  public static ReportFormat parse(String name) {
    return switch (name) {
      case "", "json" -> JSON;
      case "html" -> HTML;
      default ->
          throw Failure.invalid(
              "FORMAT_UNKNOWN", "format", "format: " + name + " (expected: json|html)");
    };
  }

  /** Media type of what {@link #render} writes. */
  public String contentType() {
    return contentType;
  }

  /** The report in this format. */
  public abstract String render(PerformanceReport report);
}
