package io.orfeas.inference;

import com.google.rpc.BadRequest.FieldViolation;
import io.grpc.Status.Code;
import io.orfeas.inference.field.ShapeEstimator;
import io.orfeas.inference.format.MeshFormat;
import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.GenerationOptions.Size;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import io.orfeas.inference.pipeline.ReconstructionPipeline;
import io.orfeas.inference.pipeline.RequestKey;
import io.orfeas.inference.run.RunRequest;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.ResumeRequest;
import io.orfeas.runtime.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Checks a request, fills in the defaults, and names it. All problems are reported together. */
final class RequestParser {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final String INVALID_PARAMETER = "INVALID_PARAMETER";

  private final ReconstructionPipeline pipeline;
  private final long maxImageBytes;

  RequestParser(ReconstructionPipeline pipeline, long maxImageBytes) {
    this.pipeline = pipeline;
    this.maxImageBytes = maxImageBytes;
  }

  /**
   * What to compute.
   *
   * @throws Failure {@code INVALID_ARGUMENT}, with one violation per wrong field
   */
  RunRequest run(GenerateRequest request, Duration remaining) {
    GenerationOptions options = options(request);
    byte[] image = request.getImage().getData().toByteArray();
    String sha256 = imageDigest(request, image);
    ShapeEstimator estimator = pipeline.estimator(options.estimator());
    return new RunRequest(
        RequestKey.of(sha256, options, estimator.digest(), ReconstructionPipeline.VERSION),
        image.length == 0 ? null : image,
        options,
        request.getSkipCacheLookup(),
        request.getDoNotCache(),
        request.hasPriority() ? request.getPriority() : 5,
        remaining);
  }

  /** How to answer. */
  AnswerOptions answer(GenerateRequest request) {
    return new AnswerOptions(format("format", request.getFormat()), request.getInlineArtifacts());
  }

  /** How to answer for the rest of a stream that was lost. */
  AnswerOptions answer(ResumeRequest request) {
    return new AnswerOptions(format("format", request.getFormat()), request.getInlineArtifacts());
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

  /** A format by its wire name; empty is GLB. */
  static MeshFormat format(String field, String name) {
    List<FieldViolation> wrong = new ArrayList<>();
    MeshFormat format =
        word(wrong, field, name, MeshFormat.GLB, MeshFormat.values(), MeshFormat::wireName);
    refuse(wrong);
    return format;
  }

  /** A digest as it is written: 64 lower-case hexadecimal characters. */
  static String sha256(String field, String value) {
    if (!SHA256.matcher(value).matches()) {
      throw Failure.invalid(
          INVALID_PARAMETER,
          field,
          field + ": " + abbreviated(value) + " (expected: 64 lower-case hexadecimal characters)");
    }
    return value;
  }

  private GenerationOptions options(GenerateRequest request) {
    List<FieldViolation> wrong = new ArrayList<>();
    int quality = request.hasQuality() ? request.getQuality() : GenerationOptions.DEFAULT_QUALITY;
    range(wrong, "quality", quality, 1, 10);
    Size size = word(wrong, "size", request.getSize(), Size.MEDIUM, Size.values(), Size::wireName);
    Style style =
        word(wrong, "style", request.getStyle(), Style.REALISTIC, Style.values(), Style::wireName);
    word(
        wrong,
        "format",
        request.getFormat(),
        MeshFormat.GLB,
        MeshFormat.values(),
        MeshFormat::wireName);
    if (request.hasMaxTriangles()) {
      range(
          wrong,
          "max_triangles",
          request.getMaxTriangles(),
          GenerationOptions.MIN_TRIANGLES,
          GenerationOptions.MAX_TRIANGLES);
    }
    range(wrong, "seed", request.getSeed(), 0, Long.MAX_VALUE);
    double depthScale = request.hasDepthScale() ? request.getDepthScale() : 1;
    if (!(depthScale >= 0.1 && depthScale <= 4)) {
      wrong.add(violation("depth_scale", Double.toString(depthScale), "0.1..4"));
    }
    range(wrong, "priority", request.getPriority(), 0, 9);
    String estimator =
        request.getEstimator().isEmpty() ? pipeline.defaultEstimator() : request.getEstimator();
    if (!pipeline.estimators().contains(estimator)) {
      wrong.add(
          violation("estimator", abbreviated(estimator), String.join("|", pipeline.estimators())));
    }
    refuse(wrong);
    int triangles =
        request.hasMaxTriangles()
            ? request.getMaxTriangles()
            : GenerationOptions.defaultTriangles(quality, style);
    return new GenerationOptions(
        quality, size, style, triangles, request.getSeed(), estimator, depthScale);
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
    String actual = RequestKey.sha256(image);
    if (!claimed.isEmpty() && !sha256("image_sha256", claimed).equals(actual)) {
      throw Failure.invalid(
          "DIGEST_MISMATCH",
          "image_sha256",
          "image_sha256: " + claimed + " (expected: " + actual + ", that of the image)");
    }
    return actual;
  }

  private static void range(
      List<FieldViolation> wrong, String field, long value, long min, long max) {
    if (value < min || value > max) {
      String expected = max == Long.MAX_VALUE ? min + " or more" : min + ".." + max;
      wrong.add(violation(field, Long.toString(value), expected));
    }
  }

  private static <T> T word(
      List<FieldViolation> wrong,
      String field,
      String value,
      T fallback,
      T[] allowed,
      Function<T, String> name) {
    if (value.isEmpty()) {
      return fallback;
    }
    for (T candidate : allowed) {
      if (name.apply(candidate).equals(value)) {
        return candidate;
      }
    }
    String names = String.join("|", Arrays.stream(allowed).map(name).toList());
    wrong.add(violation(field, abbreviated(value), names));
    return fallback;
  }

  private static FieldViolation violation(String field, String value, String expected) {
    return Failure.violation(field, field + ": " + value + " (expected: " + expected + ")");
  }

  private static String abbreviated(String value) {
    return value.length() <= 80 ? value : value.substring(0, 77) + "...";
  }

  private static void refuse(List<FieldViolation> wrong) {
    if (!wrong.isEmpty()) {
      throw Failure.invalid(INVALID_PARAMETER, wrong);
    }
  }
}
