package io.orfeas.inference.run;

import io.orfeas.inference.pipeline.Stage;
import io.orfeas.inference.pipeline.StageResult;
import java.time.Duration;

/**
 * One run, as those see it who measure it. Calls come one at a time, end with {@link #ended}, and
 * must not block.
 */
public interface ObservedRun {
  /** Nobody measures. */
  ObservedRun UNOBSERVED =
      new ObservedRun() {
        @Override
        public Runnable carry(Runnable work) {
          return work;
        }

        @Override
        public String traceParent() {
          return "";
        }

        @Override
        public void started() {}

        @Override
        public void accepted() {}

        @Override
        public void finished(StageResult result) {}

        @Override
        public void broken(Stage stage, Duration duration, String outcome) {}

        @Override
        public void outOfMemory(String stage) {}

        @Override
        public void ended(String outcome) {}
      };

  /** The work of the run, to be done in the trace of the run. */
  Runnable carry(Runnable work);

  /** Where this run is to be found in traces, in W3C format; empty when it is not traced. */
  String traceParent();

  /** It has left the queue. */
  void started();

  /** The object is cut out of the picture; the first stage begins. */
  void accepted();

  /** A stage is done. */
  void finished(StageResult result);

  /**
   * A stage ended without a result.
   *
   * @param outcome {@code error} or {@code cancelled}
   */
  void broken(Stage stage, Duration duration, String outcome);

  /**
   * Memory ran out, and the run fails.
   *
   * @param stage name of the stage, or {@code accepted} before the first
   */
  void outOfMemory(String stage);

  /**
   * The run has ended; also one that was refused by the queue.
   *
   * @param outcome {@code ok}, {@code error} or {@code cancelled}
   */
  void ended(String outcome);
}
