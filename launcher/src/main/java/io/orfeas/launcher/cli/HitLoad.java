package io.orfeas.launcher.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One request, sent by some clients at once, each again as soon as it is answered.
 *
 * @param server where to
 * @param request the bytes on the wire
 */
record HitLoad(URI server, byte[] request) {
  private static final double NANOS_PER_MILLI = 1e6;

  /** As long as those of curl and of browsers. */
  private static final String BOUNDARY = "------------------------orfeas0123456789abcdef";

  /**
   * What came of it.
   *
   * @param perSecond answers
   * @param millis sorted durations
   * @param bytes of one answer
   */
  record Result(double perSecond, List<Double> millis, long bytes) {
    double quantile(double share) {
      return millis.get((int) Math.min(millis.size() - 1, Math.floor(share * millis.size())));
    }
  }

  /** The picture as the body, parameters in the query. */
  static HitLoad plain(URI server, byte[] picture, Map<String, String> parameters) {
    List<String> query = new ArrayList<>();
    parameters.forEach((name, value) -> query.add(name + "=" + value));
    return of(server, "?" + String.join("&", query), "application/octet-stream", picture);
  }

  /** A form with the parameters and the picture as {@code image}. */
  static HitLoad form(URI server, byte[] picture, Map<String, String> parameters) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    parameters.forEach(
        (name, value) -> body.writeBytes(ascii(partHead(name) + "\r\n" + value + "\r\n")));
    String type = "Content-Type: application/octet-stream\r\n\r\n";
    body.writeBytes(ascii(partHead("image\"; filename=\"picture") + type));
    body.writeBytes(picture);
    body.writeBytes(ascii("\r\n--" + BOUNDARY + "--\r\n"));
    return of(server, "", "multipart/form-data; boundary=" + BOUNDARY, body.toByteArray());
  }

  /** Sends for so many seconds; at least one request a client. */
  Result run(int clients, double seconds)
      throws IOException, InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      long start = System.nanoTime();
      long end = start + (long) (seconds * 1e9);
      List<Future<List<Double>>> running = new ArrayList<>();
      long[] bytes = new long[clients];
      for (int i = 0; i < clients; i++) {
        int client = i;
        running.add(threads.submit(() -> send(end, bytes, client)));
      }
      List<Double> all = new ArrayList<>();
      for (Future<List<Double>> one : running) {
        all.addAll(one.get());
      }
      double took = (System.nanoTime() - start) / 1e9;
      Collections.sort(all);
      return new Result(all.size() / took, all, bytes[0]);
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Double> send(long end, long[] bytes, int client) throws IOException {
    List<Double> millis = new ArrayList<>();
    try (RawConnection connection = new RawConnection(server)) {
      do {
        long start = System.nanoTime();
        RawConnection.Answer answer = connection.exchange(request);
        millis.add((System.nanoTime() - start) / NANOS_PER_MILLI);
        if (answer.status() != 200) {
          throw new UsageException(server + ": status " + answer.status() + " (expected: 200)");
        }
        bytes[client] = answer.bytes();
      } while (System.nanoTime() < end);
    }
    return millis;
  }

  private static HitLoad of(URI server, String query, String type, byte[] body) {
    ByteArrayOutputStream request = new ByteArrayOutputStream(body.length + 512);
    request.writeBytes(
        ascii(
            """
            POST /api/v1/generate%s HTTP/1.1\r
            Host: %s\r
            Accept: model/gltf-binary\r
            Content-Type: %s\r
            Content-Length: %d\r
            \r
            """
                .formatted(query, server.getAuthority(), type, body.length)));
    request.writeBytes(body);
    return new HitLoad(server, request.toByteArray());
  }

  private static String partHead(String name) {
    return "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n".formatted(BOUNDARY, name);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
