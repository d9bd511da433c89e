package io.orfeas.inference;

import io.grpc.Status.Code;
import io.orfeas.inference.field.Symmetry;
import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.GenerationOptions.Size;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import io.orfeas.inference.run.RunRequest;
import io.orfeas.inference.run.Source;
import java.time.Duration;

/** Requests and how they ended, for tests. */
final class Outcomes {
  private Outcomes() {}

  static RunRequest request() {
    return new RunRequest(
        "ab".repeat(32),
        new byte[] {1},
        new GenerationOptions(
            7, Size.MEDIUM, Style.REALISTIC, 1_000, 0, "classical", 1, Symmetry.AUTO),
        "classical@1",
        false,
        false,
        5,
        Duration.ofMinutes(1));
  }

  /** A request that was computed. */
  static RequestOutcome computed() {
    return new RequestOutcome(
        RequestFacts.of(request()),
        Source.MISS.wireName(),
        Code.OK,
        "completed",
        Duration.ofMillis(400),
        Duration.ofMillis(60),
        Duration.ofMillis(2));
  }

  /** A request that was replayed. */
  static RequestOutcome replayed() {
    return new RequestOutcome(
        RequestFacts.of(request()),
        Source.HIT.wireName(),
        Code.OK,
        "completed",
        Duration.ofMillis(4),
        null,
        null);
  }
}
