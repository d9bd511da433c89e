package io.orfeas.launcher.edge;

import static io.orfeas.launcher.edge.EdgeClient.parse;
import static io.orfeas.launcher.edge.EdgeClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.cache.v1.ListResultsResponse;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The part of the contract that looks after the cache. */
abstract class EdgeCacheContract extends EdgeHttpContract {
  private static final String NOBODY = "0".repeat(64);

  @Test
  void cacheClear_jsonBody_answersWhatWasCleared() throws Exception {
    HttpResponse<byte[]> answer = clear(NOBODY);

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    assertThat(text(answer)).contains("\"cleared_results\":\"0\"");
  }

  @Test
  void cachePin_resultThatIsThere_staysWhenItsKeyIsCleared() throws Exception {
    String key = storedKey();

    HttpResponse<byte[]> pinned = pin(key, true);
    String kept = text(clear(key));
    HttpResponse<byte[]> unpinned = pin(key, false);
    String gone = text(clear(key));

    assertThat(pinned.statusCode()).as(text(pinned)).isEqualTo(200);
    assertThat(kept).contains("\"cleared_results\":\"0\"");
    assertThat(unpinned.statusCode()).as(text(unpinned)).isEqualTo(200);
    assertThat(gone).contains("\"cleared_results\":\"1\"");
  }

  @Test
  void cachePin_resultThatIsNotThere_isNotFound() throws Exception {
    HttpResponse<byte[]> answer = pin(NOBODY, true);

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(404);
  }

  /** Of a picture that no other test asks for in this way. */
  private String storedKey() throws Exception {
    edge().post("/api/v1/generate?quality=1&seed=4711", picture());
    String page = text(edge().get("/api/v1/cache/results?page_size=1"));
    return parse(page, ListResultsResponse.newBuilder()).getResults(0).getKey();
  }

  private HttpResponse<byte[]> clear(String key) throws Exception {
    return post("/api/v1/cache/clear", "{\"key\":\"%s\"}".formatted(key));
  }

  private HttpResponse<byte[]> pin(String key, boolean pinned) throws Exception {
    return post("/api/v1/cache/pin", "{\"key\":\"%s\",\"pinned\":%s}".formatted(key, pinned));
  }

  private HttpResponse<byte[]> post(String path, String json) throws Exception {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    return edge().post(path, body, "Content-Type", "application/json");
  }
}
