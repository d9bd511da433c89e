package io.orfeas.launcher.edge;

import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.stub.AbstractBlockingStub;
import io.orfeas.inference.v1.GenerateResponse;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** A caller of an edge, any edge. */
final class EdgeClient {
  private static final JsonFormat.Parser JSON =
      JsonFormat.parser()
          .usingTypeRegistry(
              TypeRegistry.newBuilder()
                  .add(ErrorInfo.getDescriptor())
                  .add(BadRequest.getDescriptor())
                  .add(RetryInfo.getDescriptor())
                  .build());

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;

  EdgeClient(int port) {
    this.port = port;
  }

  int port() {
    return port;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofMinutes(2));
  }

  HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  HttpResponse<byte[]> post(String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path).POST(BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  HttpClient http() {
    return http;
  }

  /** A stub over gRPC, or over gRPC-Web with {@code gproto-web}. */
  <S extends AbstractBlockingStub<S>> S stub(String format, Class<S> type) {
    return GrpcClients.builder(format + "+http://127.0.0.1:" + port + "/")
        .responseTimeout(Duration.ofMinutes(2))
        .maxResponseLength(0)
        .build(type);
  }

  /** An answer's media type without its parameters. */
  static String type(HttpResponse<?> response) {
    return response.headers().firstValue("content-type").orElse("").split(";", 2)[0];
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  /** The events of an answer in JSON lines. */
  static List<GenerateResponse> lines(HttpResponse<byte[]> response) throws IOException {
    List<GenerateResponse> events = new ArrayList<>();
    for (String line : text(response).lines().toList()) {
      events.add(parse(line, GenerateResponse.newBuilder()).build());
    }
    return events;
  }

  /** The status that an error's body is. */
  static Status error(HttpResponse<byte[]> response) throws IOException {
    return parse(text(response), Status.newBuilder()).build();
  }

  static <B extends Message.Builder> B parse(String json, B message) throws IOException {
    JSON.merge(json, message);
    return message;
  }

  /** A picture of a red ball on white. */
  static byte[] ball() throws IOException {
    return ball(20, Color.WHITE);
  }

  /** A picture of a red ball on nothing, cut off by the frame. */
  static byte[] ballCutOff() throws IOException {
    return ball(56, new Color(0, true));
  }

  private static byte[] ball(int left, Color behind) throws IOException {
    BufferedImage image = new BufferedImage(96, 96, BufferedImage.TYPE_INT_ARGB);
    Graphics2D drawing = image.createGraphics();
    drawing.setColor(behind);
    drawing.fillRect(0, 0, 96, 96);
    drawing.setColor(new Color(180, 40, 30));
    drawing.fillOval(left, 20, 56, 56);
    drawing.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }
}
