package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.field.Symmetry;
import io.orfeas.inference.format.Export;
import io.orfeas.inference.format.ExportOptions;
import io.orfeas.inference.format.ExportOptions.Compression;
import io.orfeas.inference.format.GlbReader;
import io.orfeas.inference.format.MeshConverter;
import io.orfeas.inference.format.MeshFormat;
import io.orfeas.inference.image.ForegroundMask;
import io.orfeas.inference.image.ImageLimits;
import io.orfeas.inference.mesh.MeshAudit;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.mesh.TriangleMesh;
import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.GenerationOptions.Size;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import io.orfeas.inference.pipeline.ReconstructionPipeline;
import io.orfeas.inference.pipeline.Stage;
import io.orfeas.inference.pipeline.StageListener;
import io.orfeas.inference.pipeline.StageResult;
import io.orfeas.launcher.ForeignReaders.ReadMesh;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promise made for every mesh: each stage of each sample at each quality, and every export of
 * the last one as other people's readers read it, is closed, manifold, oriented outward, without
 * debris, textured where the format can be, within its budget, and valid glTF without a single
 * message.
 */
class ITHygiene {
  /** Share of the area below which a part is debris, with some room for simplification. */
  private static final double DEBRIS = 0.003;

  private static final List<Export> EXPORTS =
      List.of(
          new Export(MeshFormat.GLB, ExportOptions.DEFAULT.withCompression(Compression.QUANTIZE)),
          new Export(MeshFormat.GLB, ExportOptions.DEFAULT.withCompression(Compression.MESHOPT)),
          new Export(MeshFormat.OBJ, ExportOptions.DEFAULT),
          new Export(MeshFormat.STL, ExportOptions.DEFAULT),
          new Export(MeshFormat.PLY, ExportOptions.DEFAULT));

  private final ReconstructionPipeline pipeline =
      ReconstructionPipeline.standard(ImageLimits.DEFAULT, Simplifier.best());

  @TempDir Path folder;

  static IntStream qualities() {
    return IntStream.rangeClosed(1, 10);
  }

  @ParameterizedTest(name = "quality {0}")
  @MethodSource("qualities")
  void everyExport_ofEverySample_isSoundAndValid(int quality) throws Exception {
    ForeignReaders readers = new ForeignReaders();
    Style style = Style.values()[quality % Style.values().length];
    GenerationOptions options =
        new GenerationOptions(
            quality,
            Size.MEDIUM,
            style,
            GenerationOptions.defaultTriangles(quality, style),
            0,
            "classical",
            1,
            Symmetry.AUTO);
    Exporter exporter = new Exporter();
    for (Path sample : Repository.samples()) {
      exporter.name = sample.getFileName() + "-q" + quality;
      pipeline.run(Files.readAllBytes(sample), options, exporter);
    }
    readers.validate(
        exporter.files.stream().filter(file -> file.toString().endsWith(".glb")).toList());
    List<ReadMesh> meshes = readers.read(exporter.files);
    for (int i = 0; i < meshes.size(); i++) {
      String file = exporter.files.get(i).getFileName().toString();
      ReadMesh mesh = meshes.get(i);
      requireSound(file, mesh.geometry());
      requireTextured(file, mesh);
      if (!file.contains("stage")) {
        assertThat(mesh.geometry().triangleCount())
            .as(file)
            .isLessThanOrEqualTo(options.maxTriangles());
      }
    }
  }

  private static void requireSound(String what, TriangleMesh mesh) {
    MeshAudit audit = MeshAudit.of(mesh);
    assertThat(audit.isSolid()).as("%s: %s", what, audit).isTrue();
    assertThat(Parts.smallestShare(mesh)).as(what).isGreaterThan(DEBRIS);
  }

  private static void requireTextured(String file, ReadMesh mesh) {
    int vertices = file.endsWith(".stl") ? 0 : mesh.geometry().vertexCount();
    assertThat(mesh.uvs()).as(file).hasSize(2 * vertices);
    for (float value : mesh.uvs()) {
      if (!(value >= 0 && value <= 1)) {
        assertThat(value).as(file).isBetween(0f, 1f);
      }
    }
  }

  /** Writes each stage as it is stored, and the last one in every other way. */
  private final class Exporter implements StageListener {
    private final List<Path> files = new ArrayList<>();
    private String name = "";

    @Override
    public void accepted(ForegroundMask mask) {
      assertThat(mask.confidence()).as(name).isPositive();
    }

    @Override
    public void finished(StageResult result) {
      TexturedMesh mesh = GlbReader.read(result.glb());
      assertThat(result.faces()).as(name).isEqualTo(mesh.geometry().triangleCount());
      if (result.stage() != Stage.FINAL_OPTIMIZED) {
        files.add(write("-stage-" + result.stage().wireName() + ".glb", result.glb()));
        return;
      }
      files.add(write(".glb", result.glb()));
      for (Export export : EXPORTS) {
        byte[] bytes = MeshConverter.convert(result.glb(), export);
        boolean obj = export.format() == MeshFormat.OBJ;
        String ending =
            export.format() == MeshFormat.GLB
                ? export.options().compression().wireName() + ".glb"
                : export.format().wireName();
        files.add(write("." + ending, obj ? unzipped(bytes) : bytes));
      }
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    private Path write(String ending, byte[] bytes) {
      try {
        return Files.write(folder.resolve(name + ending), bytes);
      } catch (IOException full) {
        throw new UncheckedIOException(full);
      }
    }
  }

  private static byte[] unzipped(byte[] archive) {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      assertThat(zip.getNextEntry()).hasFieldOrPropertyWithValue("name", "model.obj");
      return zip.readAllBytes();
    } catch (IOException damaged) {
      throw new UncheckedIOException(damaged);
    }
  }
}
