package io.orfeas.launcher.proof;

import io.grpc.StatusRuntimeException;
import io.orfeas.client.Picture;
import io.orfeas.inference.gpu.ComputeDevice;
import io.orfeas.inference.gpu.cuda.Ballast;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What becomes of requests on a device that has no memory left. */
final class ExhaustionSection implements Section {
  private static final int CLIENTS = 8;
  private static final int QUALITY = 5;
  private static final long MEBI = 1 << 20;

  /** What may stay behind for good: a context's streams, and kernels that were loaded late. */
  private static final long LEFT_BEHIND = 256 * MEBI;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String title() {
    return "A device without memory";
  }

  @Override
  public String mark() {
    return "every request ends with its mesh, and the ladder on the rung that helps";
  }

  /** What came of some requests. */
  private record Tally(int requests, int completed, Map<String, Integer> rungs, String failure) {}

  @Override
  public Finding run(ProofSettings settings) throws Exception {
    Picture picture = Picture.of(settings.picture());
    Table table =
        new Table(
            "the device",
            "requests",
            "completed",
            "surfaces refused by the ledger",
            "attempts out of memory");
    int half = settings.requests() / 2;
    List<Tally> tallies = new ArrayList<>();
    try (ComputeDevice device = Gpu.open();
        Services services = Services.on("cuda");
        Ballast ballast = new Ballast()) {
      int faces = services.generate(picture, QUALITY).faces();
      load(services, picture, 2 * CLIENTS, faces);
      final long freeBefore = emptied(device);
      long held = ballast.fill();
      tallies.add(
          phase(
              table, "full, %d MiB taken".formatted(held / MEBI), services, picture, half, faces));
      ballast.release();
      try (Neighbour neighbour = new Neighbour(ballast)) {
        String what = "filled and emptied by a neighbour";
        int rest = settings.requests() - half;
        tallies.add(phase(table, what, services, picture, rest, faces));
      }
      List<String> body = table.lines();
      LadderTrial ladder = LadderTrial.on(device, ballast, settings.grid());
      body.add("");
      body.add(ladder.text());
      long lost = freeBefore - emptied(device);
      body.add("Afterwards %d MiB less are free than before.".formatted(lost / MEBI));
      return finding(tallies, ladder.isMet() && lost <= LEFT_BEHIND, body);
    }
  }

  /** Bytes free once nothing is kept for later work, which would do for work on a full device. */
  private static long emptied(ComputeDevice device) {
    device.freeCaches();
    return device.freeBytes();
  }

  private static Finding finding(List<Tally> tallies, boolean sound, List<String> body) {
    int requests = tallies.stream().mapToInt(Tally::requests).sum();
    int completed = tallies.stream().mapToInt(Tally::completed).sum();
    tallies.stream()
        .filter(tally -> !tally.failure().isEmpty())
        .forEach(tally -> body.add("One failed with: " + tally.failure()));
    return Finding.of(
        sound && completed == requests, "%d of %d completed".formatted(completed, requests), body);
  }

  private static Tally phase(
      Table table, String what, Services services, Picture picture, int requests, int faces)
      throws Exception {
    double refusedBefore = services.counted("orfeas_vram_refusals_total");
    double endsBefore = services.counted("orfeas_oom_total");
    Tally tally = load(services, picture, requests, faces);
    table.row(
        what,
        requests,
        tally.completed() + (tally.rungs().isEmpty() ? "" : ", degraded: " + tally.rungs()),
        Math.round(services.counted("orfeas_vram_refusals_total") - refusedBefore),
        Math.round(services.counted("orfeas_oom_total") - endsBefore));
    return tally;
  }

  private static Tally load(Services services, Picture picture, int requests, int faces)
      throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<Services.Answer>> answers = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        answers.add(clients.submit(() -> answer(services, picture, faces)));
      }
      int completed = 0;
      Map<String, Integer> rungs = new TreeMap<>();
      String failure = "";
      for (Future<Services.Answer> answer : answers) {
        try {
          String rung = answer.get().rung();
          completed++;
          if (!rung.isEmpty()) {
            rungs.merge(rung, 1, Integer::sum);
          }
        } catch (ExecutionException failed) {
          failure = String.valueOf(failed.getCause().getMessage());
        }
      }
      return new Tally(requests, completed, rungs, failure);
    } finally {
      clients.shutdownNow();
    }
  }

  /** A mesh that is smaller than on an empty device is no answer, unless it says so. */
  private static Services.Answer answer(Services services, Picture picture, int faces)
      throws IOException {
    try {
      Services.Answer answer = services.generate(picture, QUALITY);
      if (answer.rung().isEmpty() && answer.faces() != faces) {
        throw new IOException("faces: %d (expected: %d)".formatted(answer.faces(), faces));
      }
      return answer;
    } catch (StatusRuntimeException failure) {
      throw new IOException(failure.getMessage(), failure);
    }
  }
}
