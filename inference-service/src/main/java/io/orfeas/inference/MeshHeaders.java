package io.orfeas.inference;

import io.grpc.Metadata;
import io.orfeas.inference.pipeline.Stage;
import io.orfeas.inference.v1.GenerateResponse;

/**
 * What the final event says of a mesh that is answered as bytes, which have no place for it: how
 * far it got, and how sure the cut-out is. The names of the event's fields, behind {@code
 * x-orfeas-}.
 */
final class MeshHeaders {
  private static final String PREFIX = "x-orfeas-";

  private MeshHeaders() {}

  /**
   * Fills the headers of an answer.
   *
   * @param completed the event that the answer stands for
   */
  static void put(GenerateResponse completed, Metadata headers) {
    put(headers, "mask-confidence", String.valueOf(completed.getMaskConfidence()));
    put(headers, "resume-token", completed.getResumeToken());
    if (completed.getWarningsCount() > 0) {
      put(headers, "warnings", String.join(", ", completed.getWarningsList()));
    }
    if (completed.hasDegraded()) {
      put(headers, "degraded", completed.getDegraded().getReason());
      put(headers, "stage", completed.getDegraded().getStage());
    } else {
      put(headers, "stage", Stage.FINAL_OPTIMIZED.wireName());
    }
  }

  private static void put(Metadata headers, String name, String value) {
    headers.put(Metadata.Key.of(PREFIX + name, Metadata.ASCII_STRING_MARSHALLER), value);
  }
}
