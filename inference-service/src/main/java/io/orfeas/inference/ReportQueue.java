package io.orfeas.inference;

import com.google.protobuf.Message;
import io.opentelemetry.api.trace.SpanContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Records that wait to be reported; one that finds no room is dropped and counted. */
final class ReportQueue {
  static final int CAPACITY = 10_000;
  static final int BATCH = 1_000;

  private final BlockingQueue<Entry> entries = new ArrayBlockingQueue<>(CAPACITY);
  private final InferenceMetrics metrics;

  /** A record, and the span that it comes from. */
  record Entry(Message message, SpanContext origin) {}

  ReportQueue(InferenceMetrics metrics) {
    this.metrics = metrics;
    metrics.reportQueue(entries::size);
  }

  void offer(Message message, SpanContext origin) {
    if (!entries.offer(new Entry(message, origin))) {
      metrics.droppedReports(1);
    }
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** The oldest, as many as go into one report. */
  ReportBatch take() {
    List<Entry> batch = new ArrayList<>();
    entries.drainTo(batch, BATCH);
    return new ReportBatch(batch);
  }

  /** Forgets all; how many there were. */
  int clear() {
    return entries.drainTo(new ArrayList<>());
  }
}
