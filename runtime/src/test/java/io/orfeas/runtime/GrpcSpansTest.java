package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.orfeas.cache.v1.CacheServiceGrpc;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GrpcSpansTest {
  private static final AttributeKey<String> HOST = AttributeKey.stringKey("server.address");
  private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");

  private final InMemorySpanExporter ended = InMemorySpanExporter.create();
  private final GrpcSpans spans =
      new GrpcSpans(
          SdkTracerProvider.builder()
              .addSpanProcessor(SimpleSpanProcessor.create(ended))
              .build()
              .get("test"));

  @Test
  void ofClient_aMethod_isNamedByTheConventions() {
    SpanData span = ended(start("host:7071"), Status.OK);

    assertThat(span.getName()).isEqualTo("orfeas.cache.v1.CacheService/GetStats");
    assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(span.getAttributes().asMap())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                AttributeKey.stringKey("rpc.system"),
                "grpc",
                AttributeKey.stringKey("rpc.service"),
                "orfeas.cache.v1.CacheService",
                AttributeKey.stringKey("rpc.method"),
                "GetStats",
                AttributeKey.longKey("rpc.grpc.status_code"),
                0L,
                HOST,
                "host",
                PORT,
                7071L));
  }

  @Test
  void ofClient_anyAuthority_hasItsHostAndPort() {
    assertServer("[::1]:7071", "[::1]", 7071L);
    assertServer("host", "host", null);
    assertServer("[::1]", "[::1]", null);
    assertServer(":", ":", null);
    assertServer("", "", null);
    assertServer(null, null, null);
  }

  @Test
  void end_anyStatus_isAnErrorOfTheSideThatItIsAFailureOf() {
    Set<Status.Code> ofServer = EnumSet.noneOf(Status.Code.class);
    Set<Status.Code> ofClient = EnumSet.noneOf(Status.Code.class);
    for (Status.Code code : Status.Code.values()) {
      Span server = start("host");
      GrpcSpans.endServer(server, code.toStatus().withDescription("why"));
      note(code, ofServer);
      GrpcSpans.endClient(start("host"), code.toStatus().withDescription("why"));
      note(code, ofClient);
    }

    assertThat(ofServer)
        .containsExactlyInAnyOrder(
            Status.Code.UNKNOWN,
            Status.Code.DEADLINE_EXCEEDED,
            Status.Code.UNIMPLEMENTED,
            Status.Code.INTERNAL,
            Status.Code.UNAVAILABLE,
            Status.Code.DATA_LOSS);
    assertThat(ofClient).isEqualTo(EnumSet.complementOf(EnumSet.of(Status.Code.OK)));
  }

  @Test
  void end_aSecondTime_changesNothing() {
    Span span = start("host");
    GrpcSpans.endServer(span, Status.OK);
    GrpcSpans.endServer(span, Status.CANCELLED);

    assertThat(ended.getFinishedSpanItems()).hasSize(1);
    assertThat(ended.getFinishedSpanItems().get(0).getAttributes().asMap())
        .containsEntry(AttributeKey.longKey("rpc.grpc.status_code"), 0L);
  }

  private Span start(@Nullable String authority) {
    return spans.ofClient(CacheServiceGrpc.getGetStatsMethod(), authority, Context.root());
  }

  private SpanData ended(Span span, Status status) {
    ended.reset();
    GrpcSpans.endClient(span, status);
    return ended.getFinishedSpanItems().get(0);
  }

  private void note(Status.Code code, Set<Status.Code> errors) {
    SpanData span = ended.getFinishedSpanItems().get(0);
    if (span.getStatus().getStatusCode() == StatusCode.ERROR) {
      assertThat(span.getStatus().getDescription()).isEqualTo("why");
      assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type")))
          .isEqualTo(code.name());
      errors.add(code);
    }
    ended.reset();
  }

  private void assertServer(
      @Nullable String authority, @Nullable String host, @Nullable Long port) {
    SpanData span = ended(start(authority), Status.OK);

    assertThat(span.getAttributes().get(HOST)).as("%s", authority).isEqualTo(host);
    assertThat(span.getAttributes().get(PORT)).as("%s", authority).isEqualTo(port);
  }
}
