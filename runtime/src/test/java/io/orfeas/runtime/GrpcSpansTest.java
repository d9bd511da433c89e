package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.orfeas.cache.v1.CacheServiceGrpc;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GrpcSpansTest {
  private static final AttributeKey<String> HOST = AttributeKey.stringKey("server.address");
  private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");

  private final KeptSpans ended = new KeptSpans();
  private final GrpcSpans spans = new GrpcSpans(ended.tracing.tracer());

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
    assertServer("[::1]:7071", "::1", 7071L);
    assertServer("host", "host", null);
    assertServer("[::1]", "::1", null);
    assertServer("7071", "7071", null);
    assertServer(":", ":", null);
    assertServer("", "", null);
    assertServer(null, null, null);
  }

  @Test
  void end_anyStatus_isAnErrorOfTheSideThatItIsAFailureOf() {
    Set<Status.Code> ofServer = EnumSet.noneOf(Status.Code.class);
    Set<Status.Code> ofClient = EnumSet.noneOf(Status.Code.class);
    for (Status.Code code : Status.Code.values()) {
      Status status = code.toStatus().withDescription("why");
      spans.ofServer(CacheServiceGrpc.getGetStatsMethod(), Context.root()).end(status);
      note(code, ofServer);
      start("host").end(status);
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
    CallSpan span = start("host");
    span.end(Status.OK);
    span.end(Status.CANCELLED);

    assertThat(ended.all()).hasSize(1);
    assertThat(ended.all().get(0).getAttributes().asMap())
        .containsEntry(AttributeKey.longKey("rpc.grpc.status_code"), 0L);
  }

  @Test
  void end_aFailure_isTheStatusThatTheOtherSideIsTold() {
    CallSpan refused = start("host");
    refused.end(Failure.of(Status.Code.NOT_FOUND, "ABSENT", "not there"));
    CallSpan broken = start("host");
    broken.end(new IllegalStateException("broken"));

    assertThat(ended.all())
        .extracting(span -> span.getAttributes().get(AttributeKey.stringKey("error.type")))
        .containsExactly("NOT_FOUND", "INTERNAL");
  }

  @Test
  void none_ended_isNoSpan() {
    assertThat(CallSpan.NONE.within(Context.root())).isSameAs(Context.root());
    CallSpan.NONE.end(Status.INTERNAL);

    assertThat(ended.all()).isEmpty();
  }

  private CallSpan start(@Nullable String authority) {
    return spans.ofClient(CacheServiceGrpc.getGetStatsMethod(), authority, Context.root());
  }

  private SpanData ended(CallSpan span, Status status) {
    ended.reset();
    span.end(status);
    return ended.all().get(0);
  }

  private void note(Status.Code code, Set<Status.Code> errors) {
    SpanData span = ended.all().get(0);
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
