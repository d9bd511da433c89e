package io.orfeas.inference.pipeline;

/** Makes meshes of a picture; {@link ReconstructionPipeline} in production. */
@FunctionalInterface
public interface Reconstruction {
  /**
   * Runs all stages on the calling thread.
   *
   * @param picture PNG, JPEG or WebP bytes
   * @throws io.orfeas.inference.image.ImageRejectedException when the picture cannot be worked on;
   *     before any event
   * @throws java.util.concurrent.CancellationException when the listener says so between stages
   */
  void run(byte[] picture, GenerationOptions options, StageListener listener);
}
