package io.orfeas.launcher.edge;

import static io.orfeas.launcher.edge.EdgeClient.error;
import static io.orfeas.launcher.edge.EdgeClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.HttpBody;
import com.google.protobuf.UnsafeByteOperations;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The part of the contract that strangers test: nothing they send breaks anything. */
abstract class EdgeSecurityContract extends EdgeStreamContract {
  private static final int MUTANTS = 10_000;
  private static final int ATTACKERS = 8;
  private static final long LEAK_BYTES = 256L << 20;
  private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.[01] (\\d{3})");
  private static final Pattern STACK =
      Pattern.compile("\\tat |[a-z]\\.[A-Z]\\w+Exception|\\.java:");

  @Test
  void mutatedRequests_areAllAnsweredOrRefused() throws Exception {
    long before = usedMemory();
    long edgeBefore = edgeMemory();
    ExecutorService attackers = Executors.newFixedThreadPool(ATTACKERS);
    try {
      List<Callable<Integer>> attacks = new ArrayList<>();
      for (int seed = 0; seed < ATTACKERS; seed++) {
        RequestMutator mutator = new RequestMutator(seed, picture());
        attacks.add(() -> attack(mutator, MUTANTS / ATTACKERS));
      }
      int answered = 0;
      for (Future<Integer> attack : attackers.invokeAll(attacks)) {
        answered += attack.get();
      }
      assertThat(answered).isGreaterThan(MUTANTS / 2);
    } finally {
      attackers.shutdownNow();
    }

    assertThat(edge().get("/health").statusCode()).isEqualTo(200);
    assertThat(edge().post("/api/v1/generate?quality=1", picture()).statusCode()).isEqualTo(200);
    assertThat(usedMemory() - before).isLessThan(LEAK_BYTES);
    assertThat(edgeMemory() - edgeBefore).isLessThan(LEAK_BYTES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "GET  /health HTTP/1.1\r\n\r\n",
        "GET /health HTTP/9.9\r\nHost: x\r\n\r\n",
        "\u0016\u0003\u0001\u0002 a greeting in another language",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnot a frame at all, I am afraid",
      })
  void requestThatIsNone_isRefusedWithoutFuss(String request) throws Exception {
    try (RawConnection connection = new RawConnection(edge().port())) {
      assertHarmless(connection.say(request).answer());
    }
    assertThat(edge().get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void headThatDrips_isCutOff_andOthersAreServed() throws Exception {
    List<RawConnection> slow = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      slow.add(new RawConnection(edge().port()).say("GET /health HTTP/1.1\r\nHost: x\r\nX-A: "));
    }

    assertThat(edge().get("/health").statusCode()).isEqualTo(200);

    long end = System.nanoTime() + 90_000_000_000L;
    while (!slow.get(0).isClosed() && System.nanoTime() < end) {
      for (RawConnection connection : slow) {
        connection.say("a");
      }
    }
    for (RawConnection connection : slow) {
      assertThat(connection.isClosed()).isTrue();
      connection.close();
    }
  }

  @Test
  void bodyThatDrips_isAnsweredInBoundedTime_andOthersAreServed() throws Exception {
    List<RawConnection> slow = new ArrayList<>();
    for (String path : List.of("generate", "generate-progressive")) {
      for (int i = 0; i < 10; i++) {
        slow.add(
            new RawConnection(edge().port())
                .say(
                    "POST /api/v1/"
                        + path
                        + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"));
      }
    }

    // A slow machine gets some more than what the edge gives a request.
    long end = System.nanoTime() + 80_000_000_000L;
    List<String> answers = new ArrayList<>();
    while (answers.isEmpty() && System.nanoTime() < end) {
      for (RawConnection connection : slow) {
        connection.say("a");
      }
      assertThat(edge().get("/health").statusCode()).isEqualTo(200);
      slow.get(0).heard(1000).ifPresent(answers::add);
    }
    for (RawConnection connection : slow.subList(1, slow.size())) {
      connection.heard(20_000).ifPresent(answers::add);
    }

    assertThat(answers).hasSize(slow.size());
    for (String answer : answers) {
      assertThat(answer).startsWith("HTTP/1.1 408").contains("\"code\":4");
      assertThat(STACK.matcher(answer).find()).as(answer).isFalse();
    }
    for (RawConnection connection : slow) {
      connection.close();
    }
    assertThat(edge().post("/api/v1/generate?quality=1", picture()).statusCode()).isEqualTo(200);
  }

  @Test
  void pictureThatWouldUnpackToGigabytes_isRefusedUnread() throws Exception {
    HttpResponse<byte[]> answer = edge().post("/api/v1/generate", png(50_000, 50_000));

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(400);
    assertThat(error(answer).getDetails(0).unpack(ErrorInfo.class).getReason())
        .isEqualTo("IMAGE_TOO_LARGE");
  }

  @Test
  void grpcMessageThatUnpacksBeyondTheLimit_isRefused() {
    // 64 MiB of nothing, some 64 KiB on the wire.
    byte[] nothing = new byte[64 << 20];
    GenerateRequest request =
        GenerateRequest.newBuilder()
            .setImage(HttpBody.newBuilder().setData(UnsafeByteOperations.unsafeWrap(nothing)))
            .build();
    InferenceServiceBlockingStub stub =
        edge().stub("gproto", InferenceServiceBlockingStub.class).withCompression("gzip");

    assertThatThrownBy(() -> stub.generateMesh(request))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            thrown ->
                assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
  }

  /** Sends mutants; how many of them got an answer. */
  private int attack(RequestMutator mutator, int count) throws Exception {
    int answered = 0;
    for (int i = 0; i < count; i++) {
      try (RawConnection connection = new RawConnection(edge().port())) {
        answered += assertHarmless(connection.say(mutator.next()).answer()) ? 1 : 0;
      }
    }
    return answered;
  }

  /** A refusal, an answer or silence; never a failure of the edge's own. */
  private static boolean assertHarmless(String answer) {
    Matcher status = STATUS.matcher(answer);
    boolean answered = status.find();
    if (answered) {
      assertThat(Integer.parseInt(status.group(1))).as(answer).isNotIn(500, 502);
      assertThat(STACK.matcher(answer).find()).as(answer).isFalse();
    }
    return answered;
  }

  /** Bytes in use by an edge in a process of its own; zero in this one. */
  long edgeMemory() throws Exception {
    return 0;
  }

  private static long usedMemory() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** The head of a picture with nothing behind it. */
  private static byte[] png(int width, int height) {
    ByteBuffer head = ByteBuffer.allocate(17).put(new byte[] {'I', 'H', 'D', 'R'});
    head.putInt(width).putInt(height).put(new byte[] {8, 6, 0, 0, 0});
    CRC32 sum = new CRC32();
    sum.update(head.array());
    return ByteBuffer.allocate(33)
        .putLong(0x89504E470D0A1A0AL)
        .putInt(13)
        .put(head.array())
        .putInt((int) sum.getValue())
        .array();
  }
}
