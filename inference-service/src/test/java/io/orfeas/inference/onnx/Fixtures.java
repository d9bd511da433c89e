package io.orfeas.inference.onnx;

import io.orfeas.inference.gpu.DeviceFailureException;
import io.orfeas.inference.gpu.vram.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The small models of the tests, which {@code make_models.py} makes. */
public final class Fixtures {
  private Fixtures() {}

  /** Its manifest. */
  public static Path manifest() {
    return manifest("depth2");
  }

  /** The manifest of one of the others: {@code believed}, {@code field}. */
  static Path manifest(String name) {
    try {
      return Path.of(Objects.requireNonNull(Fixtures.class.getResource(name + ".json")).toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A copy of manifest and weights that may be damaged. */
  static Path copy(Path folder) {
    try (Stream<Path> files = Files.list(Objects.requireNonNull(manifest().getParent()))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName().toString()));
      }
      return folder.resolve("depth2.json");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A listener that does nothing. */
  static ModelListener deaf() {
    return new ModelListener() {
      @Override
      public void running(Precision precision, int pictures, long longestWaitNanos) {}

      @Override
      public void outOfMemory(String stage, io.orfeas.inference.gpu.vram.@Nullable Rung next) {}

      @Override
      public void failed(String stage, DeviceFailureException failure) {}
    };
  }

  /** A manifest without weights: 64 pixels a side, 32 at least, in these formats. */
  static ModelManifest manifest(Precision... formats) {
    Map<Precision, ModelManifest.Variant> variants = new EnumMap<>(Precision.class);
    for (Precision format : formats) {
      variants.put(format, new ModelManifest.Variant(Path.of(format.wireName()), "00"));
    }
    float[] zero = new float[3];
    float[] one = {1, 1, 1};
    return new ModelManifest(
        "fake",
        "none",
        ModelKind.DEPTH2,
        new ModelInput("picture", true, 64, 32, 1, zero, one, zero),
        "depths",
        1,
        0,
        32,
        1 << 20,
        variants,
        "11");
  }
}
