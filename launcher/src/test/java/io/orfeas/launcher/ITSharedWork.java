package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.cache.v1.GetStatsResponse;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many callers want the same at the edge: it is made once, and each gets all of it. */
class ITSharedWork {
  private static final int LEAVING = 10;
  private static final int CALLERS = 100;
  private static final ExecutorService threads = Executors.newCachedThreadPool();

  @TempDir static Path data;
  private static RunningSystem system;
  private static byte[] picture;

  @BeforeAll
  static void start() throws Exception {
    system = RunningSystem.start(data);
    picture = Files.readAllBytes(Repository.sample("robot.png"));
  }

  @AfterAll
  static void stop() {
    threads.shutdownNow();
    system.close();
  }

  @Test
  void hundredIdenticalRequests_overRest_computeOnceAndAnswerAlike() throws Exception {
    long before = stats().getComputes();

    List<HttpResponse<byte[]>> answers =
        together(
            () ->
                system.post(
                    "/api/v1/generate?quality=4&seed=1", picture, "Accept", "model/gltf-binary"));

    for (HttpResponse<byte[]> answer : answers) {
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(answers.get(0).body());
    }
    assertThat(stats().getComputes() - before).isEqualTo(1);
  }

  @Test
  void hundredIdenticalRequests_overGrpc_computeOnceAndAnswerAlike() throws Exception {
    long before = stats().getComputes();
    InferenceServiceBlockingStub stub = system.stub(InferenceServiceBlockingStub.class);
    GenerateRequest request = request(4, 2);

    List<List<GenerateResponse>> answers = together(() -> shared(collect(stub, request)));

    assertThat(answers.get(0)).hasSize(6);
    assertThat(answers).allMatch(answers.get(0)::equals);
    assertThat(stats().getComputes() - before).isEqualTo(1);
  }

  @Test
  void lateJoiners_atRandomMoments_allSeeEveryStage() throws Exception {
    InferenceServiceBlockingStub stub = system.stub(InferenceServiceBlockingStub.class);
    Random random = new Random(3);
    for (int round = 0; round < 3; round++) {
      long before = stats().getComputes();
      GenerateRequest request = request(5, 100 + round);
      // One party a stage: joiners wait for the stage they drew, and begin when the first caller
      // has seen it. After the last stage they find a result.
      Phaser stages = new Phaser(1);
      List<Future<List<GenerateResponse>>> joiners = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        int stage = random.nextInt(6);
        joiners.add(
            threads.submit(
                () -> {
                  for (int seen = 0; seen <= stage; seen++) {
                    stages.awaitAdvanceInterruptibly(seen, 2, TimeUnit.MINUTES);
                  }
                  return shared(collect(stub, request));
                }));
      }
      List<GenerateResponse> first = new ArrayList<>();
      stub.generate(request)
          .forEachRemaining(
              event -> {
                first.add(event);
                stages.arrive();
              });

      for (Future<List<GenerateResponse>> joiner : joiners) {
        assertThat(joiner.get(2, TimeUnit.MINUTES)).isEqualTo(shared(first));
      }
      assertThat(stats().getComputes() - before).isEqualTo(1);
    }
  }

  @Test
  void restCallersThatLeaveBeforeTheFirstEvent_cancelWhatOnlyTheyWanted() throws Exception {
    await(() -> stats().getLeases() == 0);
    GetStatsResponse before = stats();
    List<Socket> callers = new ArrayList<>();
    for (int seed = 0; seed < LEAVING; seed++) {
      callers.add(caller(seed));
    }
    await(() -> stats().getLeases() == LEAVING);
    for (Socket caller : callers) {
      caller.close();
    }

    await(() -> stats().getLeases() == 0);
    // The first ones may be done before the edge has noticed, a second later.
    assertThat(stats().getComputes() - before.getComputes()).isLessThan(LEAVING / 2);
  }

  /** Someone who asks for much, with nobody to share it with. */
  private static Socket caller(int seed) throws IOException {
    Socket caller = new Socket("127.0.0.1", system.edgePort());
    String head =
        "POST /api/v1/generate?quality=10&seed=7%d HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n\r\n"
            .formatted(seed, picture.length);
    caller.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    caller.getOutputStream().write(picture);
    caller.getOutputStream().flush();
    return caller;
  }

  private static void await(Callable<Boolean> wanted) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!wanted.call()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
    }
  }

  /** Calls from many threads at the same moment. */
  private static <T> List<T> together(Callable<T> call) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<T>> running = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      running.add(
          threads.submit(
              () -> {
                start.await();
                return call.call();
              }));
    }
    start.countDown();
    List<T> answers = new ArrayList<>();
    for (Future<T> one : running) {
      answers.add(one.get(2, TimeUnit.MINUTES));
    }
    return answers;
  }

  private static GenerateRequest request(int quality, long seed) {
    return GenerateRequest.newBuilder()
        .setImage(HttpBody.newBuilder().setData(ByteString.copyFrom(picture)))
        .setQuality(quality)
        .setSeed(seed)
        .build();
  }

  private static List<GenerateResponse> collect(
      InferenceServiceBlockingStub stub, GenerateRequest request) {
    List<GenerateResponse> events = new ArrayList<>();
    stub.generate(request).forEachRemaining(events::add);
    return events;
  }

  /** Without what differs by caller: where its events came from. */
  private static List<GenerateResponse> shared(List<GenerateResponse> events) {
    return events.stream().map(event -> event.toBuilder().clearCache().build()).toList();
  }

  private static GetStatsResponse stats() {
    return system
        .stub(CacheServiceBlockingStub.class)
        .getStats(GetStatsRequest.getDefaultInstance());
  }
}
