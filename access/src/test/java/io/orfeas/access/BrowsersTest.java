package io.orfeas.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.orfeas.access.envoy.v3.AttributeContext;
import io.orfeas.access.envoy.v3.AuthorizationGrpc.AuthorizationImplBase;
import io.orfeas.access.envoy.v3.CheckRequest;
import io.orfeas.access.envoy.v3.CheckResponse;
import io.orfeas.inference.v1.InferenceServiceGrpc;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.Metrics;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrowsersTest {
  private final Browsers browsers = new Browsers(Origins.read(Env.of(Map.of()), true));

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LocalHost:8080", "127.0.0.1:8080", "127.8.9.10", "[::1]:8080"})
  void check_calledByANameOfThisMachine_passes(String host) {
    assertThatCode(() -> browsers.check(request(host, ""))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example:8080",
        "127.0.0.1.evil.example",
        "192.0.2.1:8080",
        "localhost:8080@evil.example",
        ""
      })
  void check_calledByAnotherName_isDenied(String host) {
    assertDenied(request(host, ""), "HOST_NOT_LOCAL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:3000", "https://127.0.0.1", "http://[::1]:5173"})
  void check_pageFromHere_passes(String origin) {
    assertThatCode(() -> browsers.check(request("127.0.0.1:8080", origin)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://evil.example", "null", "http://localhost.evil.example", "file://"})
  void check_pageFromElsewhere_isDenied(String origin) {
    assertDenied(request("localhost:8080", origin), "ORIGIN_NOT_ALLOWED");
  }

  @Test
  void check_pageThatTheSettingNamesOrOfTheServer_passes() {
    Env env = Env.of(Map.of("ORFEAS_EDGE_CORS_ORIGINS", "https://app\\.example"));
    Browsers wider = new Browsers(Origins.read(env, true));

    assertThatCode(() -> wider.check(request("localhost:8080", "https://app.example")))
        .doesNotThrowAnyException();
    assertThatCode(() -> wider.check(request("localhost:8080", "http://localhost:8080")))
        .doesNotThrowAnyException();
  }

  @Test
  void throughEnvoy_openHere_calledByAStrangersName_isForbidden() throws Exception {
    CheckResponse answer = ask(Map.of(), "evil.example:8080");

    assertThat(answer.getDeniedResponse().getStatus().getCode()).isEqualTo(403);
    assertThat(answer.getDeniedResponse().getBody()).contains("HOST_NOT_LOCAL");
    assertThat(ask(Map.of(), "localhost:8080").hasOkResponse()).isTrue();
  }

  @Test
  void throughEnvoy_openAnywhere_anyNameWillDo() {
    Map<String, String> anywhere = Map.of("ORFEAS_ANONYMOUS_ANYWHERE", "true");

    assertThat(ask(anywhere, "mesh.example").hasOkResponse()).isTrue();
  }

  private static CheckResponse ask(Map<String, String> settings, String host) {
    Access access =
        Access.open(
            AccessConfig.read(Env.of(settings)),
            new Metrics(),
            List.of(InferenceServiceGrpc.getServiceDescriptor()),
            InstantSource.system());
    CheckRequest.Builder check = CheckRequest.newBuilder();
    AttributeContext.Builder attributes = check.getAttributesBuilder();
    attributes
        .getSourceBuilder()
        .getAddressBuilder()
        .getSocketAddressBuilder()
        .setAddress("127.0.0.1");
    attributes
        .getRequestBuilder()
        .getHttpBuilder()
        .setMethod("GET")
        .setPath("/api/v1/gpu/stats")
        .putHeaders(":authority", host);
    List<CheckResponse> answers = new ArrayList<>();
    ((AuthorizationImplBase) access.envoyService())
        .check(
            check.build(),
            new StreamObserver<>() {
              @Override
              public void onNext(CheckResponse answer) {
                answers.add(answer);
              }

              @Override
              public void onError(Throwable failed) {
                throw new AssertionError(failed);
              }

              @Override
              public void onCompleted() {}
            });
    return answers.get(0);
  }

  private void assertDenied(AccessRequest request, String reason) {
    assertThatThrownBy(() -> browsers.check(request))
        .isInstanceOfSatisfying(
            Failure.class,
            denied -> {
              assertThat(denied.code()).isEqualTo(Status.Code.PERMISSION_DENIED);
              assertThat(denied.reason()).isEqualTo(reason);
            });
  }

  private static AccessRequest request(String host, String origin) {
    Map<String, String> headers = new HashMap<>(Map.of(":authority", host));
    if (!origin.isEmpty()) {
      headers.put("origin", origin);
    }
    return new AccessRequest(
        "POST", "/api/v1/generate", "127.0.0.1", "", "", headers::get, Optional.empty());
  }
}
