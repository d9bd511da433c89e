package io.orfeas.inference.run;

import com.google.rpc.Status;
import io.orfeas.inference.v1.GenerateResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a generation is, for someone who does not follow it.
 *
 * @param last its last event; null before the first
 * @param warnings what its caller should know
 * @param maskConfidence certainty of the cut-out, 0 to 1; 0 before the first event
 * @param failure why it ended without a result; null unless it did
 */
public record JobProgress(
    @Nullable GenerateResponse last,
    List<String> warnings,
    double maskConfidence,
    @Nullable Status failure) {
  /** Nothing has happened yet. */
  public static final JobProgress QUEUED = new JobProgress(null, List.of(), 0, null);

  /** One event further. */
  public JobProgress with(GenerateResponse event) {
    List<String> known =
        event.getWarningsCount() == 0 ? warnings : List.copyOf(event.getWarningsList());
    double confidence = Math.max(maskConfidence, event.getMaskConfidence());
    return new JobProgress(event, known, confidence, failure);
  }

  /** Ended without a result. */
  public JobProgress failed(Status status) {
    return new JobProgress(last, warnings, maskConfidence, status);
  }

  /** Whether there is a result. */
  public boolean isComplete() {
    return failure == null && last != null && last.getStage().equals(Events.COMPLETED);
  }
}
