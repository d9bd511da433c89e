package io.orfeas.inference;

import io.grpc.Status.Code;
import io.orfeas.inference.format.Export;
import io.orfeas.inference.format.ExportOptions;
import io.orfeas.inference.format.ExportOptions.Compression;
import io.orfeas.inference.format.ExportOptions.OriginAt;
import io.orfeas.inference.format.GlbWriter;
import io.orfeas.inference.format.LengthUnit;
import io.orfeas.inference.format.MeshFormat;
import io.orfeas.inference.format.UpAxis;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GetArtifactRequest;
import io.orfeas.inference.v1.ResumeRequest;
import io.orfeas.runtime.Failure;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what file is wanted of a mesh; the three requests that say so name it alike. */
final class ExportParser {
  private ExportParser() {}

  /** The file that a generation is to end with; problems are noted. */
  static Export of(GenerateRequest request, Violations wrong) {
    return export(
        wrong,
        request.getFormat(),
        request.getOriginAt(),
        request.hasHeightM() ? request.getHeightM() : null,
        request.getUnits(),
        request.getUpAxis(),
        request.getCompression());
  }

  /** The file that a lost stream was to end with; problems are noted. */
  static Export of(ResumeRequest request, Violations wrong) {
    return export(
        wrong,
        request.getFormat(),
        request.getOriginAt(),
        request.hasHeightM() ? request.getHeightM() : null,
        request.getUnits(),
        request.getUpAxis(),
        request.getCompression());
  }

  /** The file that is fetched; problems are noted. */
  static Export of(GetArtifactRequest request, Violations wrong) {
    return export(
        wrong,
        request.getFormat(),
        request.getOriginAt(),
        request.hasHeightM() ? request.getHeightM() : null,
        request.getUnits(),
        request.getUpAxis(),
        request.getCompression());
  }

  /**
   * An export that this platform can make.
   *
   * @throws Failure {@code UNIMPLEMENTED} otherwise
   */
  static Export available(Export export) {
    if (export.options().compression() == Compression.MESHOPT) {
      GlbWriter.compressionRefusal()
          .ifPresent(
              why -> {
                throw Failure.of(
                    Code.UNIMPLEMENTED,
                    "COMPRESSION_UNAVAILABLE",
                    "compression: meshopt (expected: none|quantize here, for " + why + ")");
              });
    }
    return export;
  }

  private static Export export(
      Violations wrong,
      String format,
      String originAt,
      @Nullable Double height,
      String units,
      String upAxis,
      String compression) {
    MeshFormat known =
        wrong.word("format", format, MeshFormat.GLB, MeshFormat.values(), MeshFormat::wireName);
    boolean high =
        height != null
            && wrong.range("height_m", height, ExportOptions.MIN_HEIGHT, ExportOptions.MAX_HEIGHT);
    ExportOptions options =
        new ExportOptions(
            wrong.word(
                "origin_at", originAt, OriginAt.CENTER, OriginAt.values(), OriginAt::wireName),
            high ? height : null,
            wrong.word("units", units, known.units(), LengthUnit.values(), LengthUnit::wireName),
            wrong.word("up_axis", upAxis, known.upAxis(), UpAxis.values(), UpAxis::wireName),
            wrong.word(
                "compression",
                compression,
                Compression.NONE,
                Compression.values(),
                Compression::wireName));
    Map<String, String> problems = Export.problems(known, options);
    wrong.addAll(problems);
    return problems.isEmpty() ? new Export(known, options) : Export.STORED;
  }
}
