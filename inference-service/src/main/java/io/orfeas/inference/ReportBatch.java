package io.orfeas.inference;

import com.google.protobuf.Message;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.orfeas.inference.ReportQueue.Entry;
import io.orfeas.telemetry.v1.ReportRequest;
import io.orfeas.telemetry.v1.RequestRecord;
import io.orfeas.telemetry.v1.StageRecord;
import io.orfeas.telemetry.v1.VramSample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records that go out in one report. */
record ReportBatch(List<Entry> entries) {
  int size() {
    return entries.size();
  }

  ReportRequest toRequest(String replica) {
    ReportRequest.Builder report = ReportRequest.newBuilder().setReplica(replica);
    for (Entry entry : entries) {
      Message message = entry.message();
      if (message instanceof StageRecord stage) {
        report.addStages(stage);
      } else if (message instanceof RequestRecord request) {
        report.addRequests(request);
      } else if (message instanceof VramSample sample) {
        report.addVramSamples(sample);
      }
    }
    return report.build();
  }

  /**
   * The span of sending it. A batch belongs to as many traces as it has records of: the span is
   * part of the first one's, and linked to one span in each of the others.
   */
  Span startSpan(Tracer tracer) {
    Map<String, SpanContext> origins = new LinkedHashMap<>();
    for (Entry entry : entries) {
      if (entry.origin().isSampled()) {
        origins.putIfAbsent(entry.origin().getTraceId(), entry.origin());
      }
    }
    SpanBuilder span =
        tracer.spanBuilder("report").setAttribute(SpanAttributes.RECORDS, (long) size());
    boolean first = true;
    for (SpanContext origin : origins.values()) {
      if (first) {
        span.setParent(Context.root().with(Span.wrap(origin)));
      } else {
        span.addLink(origin);
      }
      first = false;
    }
    return span.startSpan();
  }
}
