package io.orfeas.launcher.edge;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.websocket.WebSocketService;
import io.grpc.Channel;
import io.orfeas.runtime.Metrics;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The WebSocket on which clients follow jobs. */
final class ProgressService {
  private static final int MAX_FRAME_BYTES = 4 << 10;

  private final Channel inference;
  private final EdgeSettings settings;
  private final AtomicInteger sockets = new AtomicInteger();

  ProgressService(Channel inference, EdgeSettings settings, Metrics metrics) {
    this.inference = inference;
    this.settings = settings;
    metrics.gauge(
        "orfeas_edge_sockets", "WebSocket connections that follow jobs.", sockets::doubleValue);
  }

  /** The service, for the path it is to have. */
  HttpService http() {
    return WebSocketService.builder(this::handle)
        // Programs send no origin; that of a page is looked at below.
        .allowedOrigins("*")
        .maxFramePayloadLength(MAX_FRAME_BYTES)
        .build()
        .decorate(this::admit);
  }

  private HttpResponse admit(HttpService socket, ServiceRequestContext ctx, HttpRequest req)
      throws Exception {
    String origin = req.headers().get(HttpHeaderNames.ORIGIN);
    if (origin != null && !settings.allowsOrigin(origin)) {
      return EdgeErrors.of(HttpStatus.FORBIDDEN, "origin: not allowed").toHttpResponse();
    }
    if (sockets.get() >= settings.maxSockets()) {
      return EdgeErrors.of(
              HttpStatus.SERVICE_UNAVAILABLE,
              "sockets: %d open (expected: at most %d)"
                  .formatted(sockets.get(), settings.maxSockets()))
          .toHttpResponse();
    }
    return socket.serve(ctx, req);
  }

  private WebSocket handle(ServiceRequestContext ctx, WebSocket in) {
    WebSocketWriter out = WebSocket.streaming();
    ProgressSocket socket = new ProgressSocket(inference, out, new Liveness(System::nanoTime));
    long period = Liveness.HEARTBEAT.toSeconds();
    ScheduledFuture<?> beats =
        ctx.eventLoop().scheduleAtFixedRate(socket::beat, period, period, TimeUnit.SECONDS);
    sockets.incrementAndGet();
    out.whenComplete()
        .whenComplete(
            (done, gone) -> {
              sockets.decrementAndGet();
              beats.cancel(false);
              socket.onComplete();
            });
    in.subscribe(socket, ctx.eventLoop());
    return out;
  }
}
