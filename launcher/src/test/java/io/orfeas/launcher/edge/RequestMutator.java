package io.orfeas.launcher.edge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes requests that are almost right. The same seed makes the same requests. */
final class RequestMutator {
  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "HEAD", "BREW", "get");
  private static final List<String> PATHS =
      List.of(
          "/api/v1/generate?quality=1",
          "/api/v1/generate-progressive?quality=1&style=low_poly",
          "/api/v1/artifacts/" + "0".repeat(64),
          "/api/v1/generations/" + "0".repeat(64) + "-3",
          "/api/v1/gpu/stats",
          "/api/v1/cache/stats",
          "/api/v1/cache/results?page_size=2&page_token=x",
          "/api/v1/cache/clear",
          "/api/v1/cache/pin",
          "/api/performance/summary?window=60s",
          "/api/performance/timeline?window=60s",
          "/api/v1/progress",
          "/openapi.json",
          "/docs/index.css",
          "/health",
          "/orfeas.inference.v1.InferenceService/Generate",
          "/orfeas.cache.v1.CacheService/GetStats");
  private static final List<String> HEADERS =
      List.of(
          "Accept: text/event-stream",
          "Accept: model/gltf-binary",
          "Content-Type: application/json",
          "Content-Type: image/png",
          "Content-Type: multipart/form-data; boundary=b",
          "Content-Type: application/grpc",
          "Content-Type: application/grpc-web+proto",
          "Content-Encoding: gzip",
          "Transfer-Encoding: chunked",
          "Expect: 100-continue",
          "Upgrade: websocket\r\nConnection: upgrade",
          "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
          "Last-Event-ID: " + "0".repeat(64) + "-1",
          "Origin: https://a.example",
          "grpc-timeout: 1S",
          "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          "Range: bytes=5-2");
  private static final List<String> NASTY =
      List.of(
          "%00",
          "%2e%2e%2f",
          "../../",
          "%",
          "%zz",
          "\u0000",
          "\r\n",
          "'\"<script>",
          "${jndi:x}",
          "9".repeat(40),
          "-1",
          "NaN",
          "1e999",
          "\u00ff\u00fe",
          "?",
          "&&==",
          ";",
          "{}",
          "[]",
          "null",
          "A".repeat(5000));

  private final Random random;
  private final byte[] picture;

  RequestMutator(long seed, byte[] picture) {
    random = new Random(seed);
    this.picture = picture;
  }

  /** The next request, as it goes on the wire. */
  byte[] next() {
    byte[] body = body();
    StringBuilder head = new StringBuilder();
    head.append(random.nextInt(4) > 0 ? METHODS.get(random.nextInt(2)) : pick(METHODS));
    head.append(' ').append(spoiled(pick(PATHS))).append(" HTTP/1.1\r\n");
    List<String> headers = new ArrayList<>(List.of("Host: orfeas", "Connection: close"));
    for (int i = random.nextInt(4); i > 0; i--) {
      headers.add(spoiled(pick(HEADERS)));
    }
    headers.add("Content-Length: " + (random.nextInt(100) > 0 ? body.length : random.nextInt()));
    headers.forEach(header -> head.append(header).append("\r\n"));
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    return random.nextInt(30) > 0 ? request.toByteArray() : flipped(request.toByteArray());
  }

  private byte[] body() {
    return switch (random.nextInt(8)) {
      case 0 -> flipped(picture);
      case 1 -> spoiled("{\"key\":\"ab\",\"older_than\":\"60s\"}").getBytes(StandardCharsets.UTF_8);
      case 2 -> flipped(Forms.withPicture("b", picture, "quality", "1"));
      case 3 -> noise(random.nextInt(2000));
      case 4 -> new byte[] {0, 0, 0, 0, (byte) random.nextInt(4), 1, 2, 3};
      default -> new byte[0];
    };
  }

  private String spoiled(String text) {
    if (random.nextInt(3) > 0) {
      return text;
    }
    int at = random.nextInt(text.length() + 1);
    return text.substring(0, at) + pick(NASTY) + text.substring(at);
  }

  private byte[] flipped(byte[] bytes) {
    byte[] copy = bytes.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
    }
    return copy;
  }

  private byte[] noise(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
