package io.orfeas.inference.run;

import com.google.rpc.Status;
import io.orfeas.artifact.v1.Digest;
import io.orfeas.inference.v1.GenerateResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where a run's events go besides its subscribers in this process. Failing is not the run's. */
interface Publication {
  /** Goes nowhere: the run is not cached. */
  Publication NONE =
      new Publication() {
        @Override
        public void publish(
            GenerateResponse event, @Nullable Digest digest, byte @Nullable [] blob) {}

        @Override
        public void complete(Duration computing, String estimator) {}

        @Override
        public void abandon(@Nullable Status finalStatus) {}

        @Override
        public int followers() {
          return 0;
        }
      };

  /**
   * Publishes an event, and the blob it names; returns at once.
   *
   * @param digest of the blob, or null when there is none
   * @param blob the bytes, or null when there are none
   */
  void publish(GenerateResponse event, @Nullable Digest digest, byte @Nullable [] blob);

  /** Waits for all publishing to be done and marks the result as finished. */
  void complete(Duration computing, String estimator);

  /** Ends without a result; with a final status, followers elsewhere end with it. */
  void abandon(@Nullable Status finalStatus);

  /** How many follow elsewhere, asked now. */
  int followers();
}
