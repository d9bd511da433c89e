package io.orfeas.launcher.edge;

import static io.orfeas.launcher.edge.EdgeClient.parse;
import static io.orfeas.launcher.edge.EdgeClient.text;
import static io.orfeas.launcher.edge.EdgeClient.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.progress.v1.ServerMessage;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part of the contract that is about following a generation, and not losing it. */
abstract class EdgeStreamContract extends EdgeJobContract {
  private static final String PROGRESSIVE = "/api/v1/generate-progressive?quality=1";
  private static final String[] EVENTS = {"Accept", "text/event-stream"};

  @Test
  void events_haveTheirResumeTokensAsIds() throws Exception {
    List<Sent> events = events(edge().post(PROGRESSIVE, picture(), EVENTS));

    assertThat(events).hasSize(6);
    assertThat(events).allMatch(sent -> sent.id().equals(sent.event().getResumeToken()));
  }

  @Test
  void lastEventId_onTheRunsPath_continuesAfterIt() throws Exception {
    List<Sent> events = events(edge().post(PROGRESSIVE, picture(), EVENTS));
    String path = "/api/v1/generations/" + events.get(0).id();

    List<Sent> fromPath = events(getEvents(path, ""));
    List<Sent> fromHeader = events(getEvents(path, events.get(3).id()));

    assertThat(fromPath).extracting(Sent::id).isEqualTo(ids(events.subList(1, 6)));
    assertThat(fromHeader).extracting(Sent::id).isEqualTo(ids(events.subList(4, 6)));
  }

  @Test
  void lastEventId_withTheRequestSentAgain_continuesAfterIt() throws Exception {
    List<Sent> events = events(edge().post(PROGRESSIVE, picture(), EVENTS));

    HttpResponse<byte[]> again =
        edge()
            .post(
                PROGRESSIVE,
                picture(),
                "Accept",
                "text/event-stream",
                "Last-Event-ID",
                events.get(2).id());

    assertThat(events(again)).extracting(Sent::id).isEqualTo(ids(events.subList(3, 6)));
  }

  @Test
  void lastEventId_ofARunThatIsForgotten_beginsAnew() throws Exception {
    HttpResponse<byte[]> answer =
        edge()
            .post(
                PROGRESSIVE,
                picture(),
                "Accept",
                "text/event-stream",
                "Last-Event-ID",
                "0".repeat(64) + "-3");

    assertThat(events(answer)).hasSize(6);
  }

  @Test
  void lastEventId_ofTheLastEvent_saysThatNothingFollows() throws Exception {
    List<Sent> events = events(edge().post(PROGRESSIVE, picture(), EVENTS));
    String last = events.get(5).id();

    assertThat(getEvents("/api/v1/generations/" + last, last).statusCode()).isEqualTo(204);
  }

  @Test
  void socket_subscribedByKey_sendsAllEventsAndTheEnd() throws Exception {
    List<Sent> events = events(edge().post(PROGRESSIVE, picture(), EVENTS));
    String key = events.get(0).event().getRequestKey();

    try (ProgressClient client = new ProgressClient(edge().port())) {
      client.subscribe(key);

      assertThat(client.untilEnd())
          .allMatch(message -> message.getJob().equals(key))
          .extracting(ServerMessage::getEvent)
          .extracting(GenerateResponse::getResumeToken)
          .isEqualTo(ids(events));
    }
  }

  @Test
  void socket_subscribedByResumeToken_continuesAfterIt() throws Exception {
    List<Sent> events = events(edge().post(PROGRESSIVE, picture(), EVENTS));

    try (ProgressClient client = new ProgressClient(edge().port())) {
      client.subscribe(events.get(2).id());

      assertThat(client.untilEnd())
          .extracting(message -> message.getEvent().getResumeToken())
          .isEqualTo(ids(events.subList(3, 6)));
    }
  }

  @Test
  void socket_severalJobsAndNonsense_answersEachByName() throws Exception {
    String unknown = "0".repeat(64);
    String key = events(edge().post(PROGRESSIVE, picture(), EVENTS)).get(0).event().getRequestKey();

    try (ProgressClient client = new ProgressClient(edge().port())) {
      client.subscribe(unknown);
      ServerMessage refused = client.next();
      client.say("{\"dance\":{}}");
      ServerMessage misunderstood = client.next();
      client.subscribe(key);

      assertThat(refused.getJob()).isEqualTo(unknown);
      assertThat(refused.getError().getCode()).isEqualTo(5);
      assertThat(misunderstood.getError().getCode()).isEqualTo(3);
      assertThat(client.untilEnd()).hasSize(6);
    }
  }

  @Test
  void socket_pageFromElsewhere_isRefused() {
    assertThatThrownBy(
            () ->
                edge()
                    .http()
                    .newWebSocketBuilder()
                    .header("Origin", "http://evil.example")
                    .buildAsync(
                        URI.create("ws://127.0.0.1:" + edge().port() + "/api/v1/progress"),
                        new WebSocket.Listener() {})
                    .join())
        .hasCauseInstanceOf(WebSocketHandshakeException.class);
  }

  @Test
  void socket_plainRequest_isRefusedAsJson() throws Exception {
    HttpResponse<byte[]> answer = edge().get("/api/v1/progress");

    assertThat(answer.statusCode()).isEqualTo(400);
  }

  private HttpResponse<byte[]> getEvents(String path, String lastEventId) throws Exception {
    var request = edge().request(path).header("Accept", "text/event-stream");
    return edge()
        .send(lastEventId.isEmpty() ? request : request.header("Last-Event-ID", lastEventId));
  }

  private static List<String> ids(List<Sent> events) {
    return events.stream().map(Sent::id).toList();
  }

  /** An event and the id it was sent with. */
  record Sent(String id, GenerateResponse event) {}

  private static List<Sent> events(HttpResponse<byte[]> answer) throws Exception {
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    assertThat(type(answer)).isEqualTo("text/event-stream");
    List<Sent> events = new ArrayList<>();
    for (String block : text(answer).split("\n\n")) {
      String[] lines = block.split("\n");
      assertThat(lines).hasSize(2);
      assertThat(lines[0]).startsWith("id: ");
      assertThat(lines[1]).startsWith("data: ");
      events.add(
          new Sent(
              lines[0].substring("id: ".length()),
              parse(lines[1].substring("data: ".length()), GenerateResponse.newBuilder()).build()));
    }
    return events;
  }
}
