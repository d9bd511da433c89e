package io.orfeas.launcher.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.access.signature.Credentials;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Who may come in, and how often: both edges refuse the same, in the same words. Here: sockets, and
 * what is written down.
 */
abstract class AccessContract extends AccessGrpcContract {
  private static final String SOCKET = "/api/v1/progress";

  @Test
  void audit_everyAnswerAndRefusal_isNamedAsTheCallerWasTold() throws Exception {
    Credentials named = newAgent("named", 0, 0);
    Map<String, String> headers = sign(named, "GET", FIGURES, new byte[0]);
    headers.put("x-request-id", "somebody-elses");

    String answered = requestId(edge.send(with(edge.request(FIGURES).GET(), headers)));
    String refused = requestId(edge.get(FIGURES));

    List<String> audit = Files.readAllLines(folder.resolve("audit.jsonl"));
    assertThat(audit)
        .filteredOn(line -> line.contains("\"request_id\":\"" + answered + "\""))
        .singleElement()
        .asString()
        .contains("\"agent\":\"named\"", "\"outcome\":\"allowed\"");
    assertThat(audit)
        .filteredOn(line -> line.contains("\"request_id\":\"" + refused + "\""))
        .singleElement()
        .asString()
        .contains("\"reason\":\"UNSIGNED\"");
    assertThat(audit).noneMatch(line -> line.contains("somebody-elses"));
  }

  @Test
  void audit_tellsWhatHappenedWithoutSecrets() throws Exception {
    Credentials told = newAgent("told", 0, 0);
    Map<String, String> headers = sign(told, "POST", GENERATE, EdgeClient.ball());
    headers.put("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    edge.send(
        with(edge.request(GENERATE).POST(BodyPublishers.ofByteArray(EdgeClient.ball())), headers));

    List<String> lines =
        Files.readAllLines(folder.resolve("audit.jsonl")).stream()
            .filter(line -> line.contains("\"agent\":\"told\""))
            .toList();

    assertThat(lines).hasSize(1);
    assertThat(lines.get(0))
        .contains(
            "\"outcome\":\"allowed\"",
            "\"client\":\"127.0.0.1\"",
            "\"path\":\"/api/v1/generate\"",
            "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"")
        .doesNotContain(told.apiKey(), told.secret(), "quality");
  }

  @Test
  void socket_unsigned_isRefused_signed_opens() throws Exception {
    Map<String, String> signed = sign(agent, "GET", SOCKET, new byte[0]);

    assertThatThrownBy(() -> open(Map.of()))
        .hasCauseInstanceOf(WebSocketHandshakeException.class)
        .cause()
        .extracting(thrown -> ((WebSocketHandshakeException) thrown).getResponse().statusCode())
        .isEqualTo(401);
    WebSocket socket = open(signed);
    assertThat(socket.isOutputClosed()).isFalse();
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    assertThatThrownBy(() -> open(signed)).hasMessageContaining("WebSocket");
  }

  private WebSocket open(Map<String, String> headers) {
    WebSocket.Builder builder = edge.http().newWebSocketBuilder();
    headers.forEach(builder::header);
    return builder
        .buildAsync(URI.create("ws://127.0.0.1:" + port + SOCKET), new WebSocket.Listener() {})
        .join();
  }

  private static String requestId(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("x-request-id").orElseThrow();
  }
}
