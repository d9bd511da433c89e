package io.orfeas.inference;

import io.grpc.Status.Code;
import io.orfeas.inference.field.ShapeEstimator;
import io.orfeas.inference.field.Symmetry;
import io.orfeas.inference.format.Export;
import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.GenerationOptions.Size;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import io.orfeas.inference.pipeline.ReconstructionPipeline;
import io.orfeas.inference.pipeline.RequestKey;
import io.orfeas.inference.run.RunRequest;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GetArtifactRequest;
import io.orfeas.inference.v1.ResumeRequest;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.ProtoTime;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks a request, fills in the defaults, and names it. All problems are reported together. */
final class RequestParser {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Duration LEAST_TIMEOUT = Duration.ofMillis(1);
  static final String INVALID_PARAMETER = "INVALID_PARAMETER";

  private final ReconstructionPipeline pipeline;
  private final long maxImageBytes;
  private final PictureDigests digests;

  RequestParser(ReconstructionPipeline pipeline, long maxImageBytes, PictureDigests digests) {
    this.pipeline = pipeline;
    this.maxImageBytes = maxImageBytes;
    this.digests = digests;
  }

  /**
   * What to compute.
   *
   * @param remaining until the call's deadline; the request's own may come sooner
   * @throws Failure {@code INVALID_ARGUMENT}, with one violation per wrong field
   */
  RunRequest run(GenerateRequest request, Duration remaining) {
    GenerationOptions options = options(request);
    byte[] image = LentBytes.of(request.getImage().getData());
    String sha256 = imageDigest(request, image);
    ShapeEstimator estimator = pipeline.estimator(options.estimator());
    return new RunRequest(
        RequestKey.of(sha256, options, estimator.digest(), ReconstructionPipeline.VERSION),
        image.length == 0 ? null : image,
        options,
        options.estimator() + '@' + estimator.digest(),
        request.getSkipCacheLookup(),
        request.getDoNotCache(),
        request.hasPriority() ? request.getPriority() : 5,
        timeout(request).filter(time -> time.compareTo(remaining) < 0).orElse(remaining));
  }

  /**
   * How to answer.
   *
   * @throws Failure {@code INVALID_ARGUMENT}, or {@code UNIMPLEMENTED} for an export that this
   *     platform cannot make
   */
  static AnswerOptions answer(GenerateRequest request) {
    Violations wrong = new Violations();
    Export export = ExportParser.of(request, wrong);
    wrong.refuse();
    return new AnswerOptions(ExportParser.available(export), request.getInlineArtifacts());
  }

  /** Which file of an artifact is fetched; errors as in {@link #answer}. */
  static Export export(GetArtifactRequest request) {
    Violations wrong = new Violations();
    Export export = ExportParser.of(request, wrong);
    wrong.refuse();
    return ExportParser.available(export);
  }

  /** How to answer for the rest of a stream that was lost; errors as above. */
  static AnswerOptions answer(ResumeRequest request) {
    Violations wrong = new Violations();
    Export export = ExportParser.of(request, wrong);
    wrong.refuse();
    return new AnswerOptions(ExportParser.available(export), request.getInlineArtifacts());
  }

  /** Where in so many bytes to begin. */
  static int offset(long offset, int size) {
    if (offset < 0 || offset > size) {
      throw Failure.of(
          Code.OUT_OF_RANGE,
          "OFFSET_OUT_OF_RANGE",
          "offset_bytes: %d (expected: 0..%d)".formatted(offset, size));
    }
    return (int) offset;
  }

  /** A digest as it is written: 64 lower-case hexadecimal characters. */
  static String sha256(String field, String value) {
    if (!SHA256.matcher(value).matches()) {
      throw Failure.invalid(
          INVALID_PARAMETER,
          field,
          field
              + ": "
              + Violations.abbreviated(value)
              + " (expected: 64 lower-case hexadecimal characters)");
    }
    return value;
  }

  private GenerationOptions options(GenerateRequest request) {
    Violations wrong = new Violations();
    int quality = request.hasQuality() ? request.getQuality() : GenerationOptions.DEFAULT_QUALITY;
    wrong.range("quality", quality, 1, 10);
    Size size = wrong.word("size", request.getSize(), Size.MEDIUM, Size.values(), Size::wireName);
    Style style =
        wrong.word("style", request.getStyle(), Style.REALISTIC, Style.values(), Style::wireName);
    Symmetry symmetry =
        wrong.word(
            "symmetry_mode",
            request.getSymmetryMode(),
            Symmetry.AUTO,
            Symmetry.values(),
            Symmetry::wireName);
    if (request.hasMaxTriangles()) {
      wrong.range(
          "max_triangles",
          request.getMaxTriangles(),
          GenerationOptions.MIN_TRIANGLES,
          GenerationOptions.MAX_TRIANGLES);
    }
    wrong.range("seed", request.getSeed(), 0, Long.MAX_VALUE);
    double depthScale = request.hasDepthScale() ? request.getDepthScale() : 1;
    wrong.range("depth_scale", depthScale, 0.1, 4);
    wrong.range("priority", request.getPriority(), 0, 9);
    timeout(request)
        .filter(time -> time.compareTo(LEAST_TIMEOUT) < 0)
        .ifPresent(time -> wrong.add("timeout", time.toMillis() / 1000.0 + "s", "0.001s or more"));
    String estimator =
        request.getEstimator().isEmpty() ? pipeline.defaultEstimator() : request.getEstimator();
    if (!pipeline.estimators().contains(estimator)) {
      wrong.add("estimator", estimator, String.join("|", pipeline.estimators()));
    }
    ExportParser.of(request, wrong);
    wrong.refuse();
    int triangles =
        request.hasMaxTriangles()
            ? request.getMaxTriangles()
            : GenerationOptions.defaultTriangles(quality, style);
    String chosen = pipeline.estimator(estimator).current().name();
    return new GenerationOptions(
        quality, size, style, triangles, request.getSeed(), chosen, depthScale, symmetry);
  }

  private static Optional<Duration> timeout(GenerateRequest request) {
    return request.hasTimeout()
        ? Optional.of(ProtoTime.toDuration(request.getTimeout()))
        : Optional.empty();
  }

  private String imageDigest(GenerateRequest request, byte[] image) {
    String claimed = request.getImageSha256();
    if (image.length == 0) {
      if (claimed.isEmpty()) {
        throw Failure.invalid(
            "EMPTY_IMAGE", "image", "image: 0 bytes (expected: a PNG, JPEG or WebP picture)");
      }
      return sha256("image_sha256", claimed);
    }
    if (image.length > maxImageBytes) {
      throw Failure.invalid(
          "IMAGE_TOO_LARGE",
          "image",
          "image: %d bytes (expected: at most %d)".formatted(image.length, maxImageBytes));
    }
    String actual = digests.of(image);
    if (!claimed.isEmpty() && !sha256("image_sha256", claimed).equals(actual)) {
      throw Failure.invalid(
          "DIGEST_MISMATCH",
          "image_sha256",
          "image_sha256: " + claimed + " (expected: " + actual + ", that of the image)");
    }
    return actual;
  }
}
