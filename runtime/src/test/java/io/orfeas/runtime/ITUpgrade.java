package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that ask for HTTP/2 by a header of their first HTTP/1.1 request. */
@Timeout(60)
class ITUpgrade {
  private final byte[] large = new byte[3 << 20];
  private final OrfeasServer server =
      OrfeasServer.start(
          "test",
          ServerSettings.read(Env.of(Map.of("ORFEAS_DRAIN_TIMEOUT", "1s")), "ORFEAS_TEST", 0),
          new Metrics(),
          Tracing.off(),
          List.of(),
          routes ->
              routes.service(
                  "/large",
                  (ctx, request) -> HttpResponse.of(HttpStatus.OK, MediaType.OCTET_STREAM, large)));

  ITUpgrade() {
    new SplittableRandom(7).nextBytes(large);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void upgrade_askedFor_isNotTakenAndALargeAnswerComesWhole() throws Exception {
    var answer =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .build()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/large".formatted(server.port())))
                    .build(),
                BodyHandlers.ofByteArray());

    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(answer.body()).isEqualTo(large);
  }

  @Test
  void upgrade_askedForByteByByte_isNotTaken() throws Exception {
    String request =
        """
        GET /health HTTP/1.1\r
        Host: 127.0.0.1\r
        Connection: Upgrade, HTTP2-Settings\r
        Upgrade: h2c\r
        HTTP2-Settings: AAMAAABkAAQAAP__\r
        \r
        """;
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setTcpNoDelay(true);
      for (byte one : request.getBytes(StandardCharsets.US_ASCII)) {
        socket.getOutputStream().write(one);
      }

      assertThat(firstLine(socket.getInputStream())).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  private static String firstLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\r'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString();
  }
}
