package io.orfeas.launcher;

import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.encoding.DecodingService;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc.TraceServiceImplBase;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Where traces end: an OTLP endpoint, gRPC and HTTP on one port, that keeps what it is sent. */
final class SpanSink implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final List<SeenSpan> spans = new ArrayList<>();
  private final Server server;

  private SpanSink() {
    server =
        Server.builder()
            .http(0)
            .service(GrpcService.builder().addService(new Receiver()).build())
            .service("/v1/traces", this::post)
            .decorator(DecodingService.newDecorator())
            .build();
  }

  static SpanSink start() {
    SpanSink sink = new SpanSink();
    sink.server.start().join();
    return sink;
  }

  String url() {
    return "http://127.0.0.1:" + server.activeLocalPort();
  }

  /** Waits until the spans of all traces are as wanted. Spans come late and in any order. */
  synchronized void await(Consumer<List<SeenSpan>> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        wanted.accept(List.copyOf(spans));
        return;
      } catch (AssertionError notYet) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw notYet;
        }
        wait(left);
      }
    }
  }

  /** The same, of the spans of one trace. */
  void await(String traceId, Consumer<Trace> wanted) throws InterruptedException {
    await(all -> wanted.accept(Trace.of(traceId, all)));
  }

  @Override
  public void close() {
    server.stop().join();
  }

  private HttpResponse post(ServiceRequestContext ctx, HttpRequest request) {
    return HttpResponse.of(request.aggregate().thenApply(this::posted));
  }

  private HttpResponse posted(AggregatedHttpRequest request) {
    try {
      add(ExportTraceServiceRequest.parseFrom(request.content().array()));
    } catch (InvalidProtocolBufferException damaged) {
      return HttpResponse.of(HttpStatus.BAD_REQUEST);
    }
    return HttpResponse.of(
        HttpStatus.OK,
        MediaType.PROTOBUF,
        ExportTraceServiceResponse.getDefaultInstance().toByteArray());
  }

  private synchronized void add(ExportTraceServiceRequest request) {
    for (ResourceSpans resource : request.getResourceSpansList()) {
      spans.addAll(SeenSpan.of(resource));
    }
    notifyAll();
  }

  private final class Receiver extends TraceServiceImplBase {
    @Override
    public void export(
        ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> caller) {
      add(request);
      caller.onNext(ExportTraceServiceResponse.getDefaultInstance());
      caller.onCompleted();
    }
  }
}
