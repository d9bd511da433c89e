package io.orfeas.access;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.rpc.Code;
import com.google.rpc.Status;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.stub.StreamObserver;
import io.orfeas.access.envoy.v3.AttributeContext;
import io.orfeas.access.envoy.v3.AuthorizationGrpc.AuthorizationImplBase;
import io.orfeas.access.envoy.v3.CheckRequest;
import io.orfeas.access.envoy.v3.CheckResponse;
import io.orfeas.access.envoy.v3.CheckResponse.DeniedHttpResponse;
import io.orfeas.access.envoy.v3.CheckResponse.HeaderValue;
import io.orfeas.access.envoy.v3.CheckResponse.HeaderValueOption;
import io.orfeas.access.envoy.v3.CheckResponse.HttpStatus;
import io.orfeas.access.envoy.v3.CheckResponse.OkHttpResponse;
import io.orfeas.access.signature.AgentHeaders;
import io.orfeas.access.signature.ContentDigest;
import io.orfeas.runtime.Failure;
import java.util.Map;
import java.util.Optional;

/**
 * The gate behind Envoy's {@code ext_authz} filter. Envoy sends the head of a request and its whole
 * body, and does what the answer says.
 *
 * <p>Claims of tokens are believed, for Envoy's {@code jwt_authn} filter has verified them: whoever
 * can call this service can be anyone, but only asks about itself.
 */
final class ExtAuthzService extends AuthorizationImplBase {
  /** Where Envoy's {@code jwt_authn} filter leaves the claims, as {@code envoy.yaml} says. */
  private static final String JWT_FILTER = "envoy.filters.http.jwt_authn";

  private static final String JWT_CLAIMS = "claims";

  private final Gate gate;

  ExtAuthzService(Gate gate) {
    this.gate = gate;
  }

  @Override
  public void check(CheckRequest check, StreamObserver<CheckResponse> answer) {
    AttributeContext attributes = check.getAttributes();
    AttributeContext.HttpRequest http = attributes.getRequest().getHttp();
    Map<String, String> headers = http.getHeadersMap();
    CheckResponse response;
    try {
      response = allowed(admit(attributes, http, headers));
    } catch (Failure refusal) {
      response = denied(new Refusal(refusal, headers.get("content-type")));
    }
    answer.onNext(response);
    answer.onCompleted();
  }

  private Admission admit(
      AttributeContext attributes, AttributeContext.HttpRequest http, Map<String, String> headers) {
    AccessRequest request =
        new AccessRequest(
            http.getMethod(),
            http.getPath(),
            attributes.getSource().getAddress().getSocketAddress().getAddress(),
            traceId(headers),
            headers.getOrDefault(AgentHeaders.REQUEST_ID, ""),
            headers::get,
            claims(attributes));
    Admission admission = gate.admit(request);
    String body = ContentDigest.of(http.getRawBody().toByteArray());
    if (admission.bodyDigest().isPresent() && !admission.bodyDigest().get().equals(body)) {
      throw gate.wrongBody(request, admission);
    }
    return admission;
  }

  /**
   * The caller's trace, else the one that Envoy began for the request: it asks within that. A span
   * of the question itself may be of another trace, where Envoy has none.
   */
  private static String traceId(Map<String, String> headers) {
    String callers = TraceIds.named(headers.get(TraceIds.HEADER));
    ServiceRequestContext question = ServiceRequestContext.currentOrNull();
    return callers.isEmpty() && question != null
        ? TraceIds.named(question.request().headers().get(TraceIds.HEADER))
        : callers;
  }

  private static Optional<TokenClaims> claims(AttributeContext attributes) {
    Struct filter = attributes.getMetadataContext().getFilterMetadataMap().get(JWT_FILTER);
    if (filter == null || !filter.containsFields(JWT_CLAIMS)) {
      return Optional.empty();
    }
    Map<String, Value> claims = filter.getFieldsOrThrow(JWT_CLAIMS).getStructValue().getFieldsMap();
    return Optional.of(TokenClaims.of(text(claims, "sub"), text(claims, "scope")));
  }

  private static String text(Map<String, Value> claims, String name) {
    return claims.getOrDefault(name, Value.getDefaultInstance()).getStringValue();
  }

  private static CheckResponse allowed(Admission admission) {
    return CheckResponse.newBuilder()
        .setStatus(Status.newBuilder().setCode(Code.OK_VALUE))
        .setOkResponse(
            OkHttpResponse.newBuilder()
                .addHeaders(header(AgentHeaders.VERIFIED_AGENT, admission.caller().agent()))
                .addAllHeadersToRemove(AgentHeaders.CREDENTIALS))
        .build();
  }

  private static CheckResponse denied(Refusal refusal) {
    DeniedHttpResponse.Builder answer =
        DeniedHttpResponse.newBuilder()
            .setStatus(HttpStatus.newBuilder().setCode(refusal.code()))
            .setBody(refusal.isGrpc() ? refusal.status().getMessage() : refusal.json());
    refusal.headers().forEach((name, value) -> answer.addHeaders(header(name, value)));
    return CheckResponse.newBuilder()
        .setStatus(refusal.status().toBuilder().clearDetails())
        .setDeniedResponse(answer)
        .build();
  }

  private static HeaderValueOption header(String name, String value) {
    return HeaderValueOption.newBuilder()
        .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
        .build();
  }
}
