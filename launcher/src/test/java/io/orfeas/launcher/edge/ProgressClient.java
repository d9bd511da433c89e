package io.orfeas.launcher.edge;

import io.orfeas.progress.v1.ServerMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program on the WebSocket of an edge. */
final class ProgressClient implements WebSocket.Listener, AutoCloseable {
  private final BlockingQueue<ServerMessage> messages = new LinkedBlockingQueue<>();
  private final StringBuilder text = new StringBuilder();
  private final WebSocket socket;

  ProgressClient(int port) {
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/api/v1/progress"), this)
            .join();
  }

  void say(String json) {
    socket.sendText(json, true).join();
  }

  void subscribe(String job) {
    say("{\"subscribe\":{\"job\":\"" + job + "\"}}");
  }

  /** The next message that is no heartbeat. */
  ServerMessage next() throws InterruptedException {
    ServerMessage message;
    do {
      message = messages.poll(60, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no message came");
      }
    } while (message.hasHeartbeat());
    return message;
  }

  /** Messages until the end of a job, which is not among them. */
  List<ServerMessage> untilEnd() throws InterruptedException {
    List<ServerMessage> events = new ArrayList<>();
    for (ServerMessage message = next(); message.hasEvent(); message = next()) {
      events.add(message);
    }
    return events;
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      try {
        messages.add(EdgeClient.parse(text.toString(), ServerMessage.newBuilder()).build());
      } catch (java.io.IOException unreadable) {
        throw new AssertionError(text.toString(), unreadable);
      }
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public void close() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }
}
