package io.orfeas.inference.onnx;

import static io.orfeas.inference.onnx.ModelKind.FIELD;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.orfeas.inference.gpu.vram.ModelBatch;
import io.orfeas.inference.gpu.vram.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads manifests, and refuses what it does not know rather than guess. */
final class ManifestReader {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final long MAX_BYTES = 1 << 20;
  private static final long SAMPLE_BYTES = 512L << 20;

  private final Path file;

  private ManifestReader(Path file) {
    this.file = file;
  }

  /**
   * Reads a manifest; weights are not looked at.
   *
   * @throws ModelRefusedException when there is none, or it is not one
   */
  static ModelManifest read(Path file) {
    try {
      return new ManifestReader(file).parse(bytes(file));
    } catch (JsonParseException | IllegalStateException | NumberFormatException malformed) {
      throw new ModelRefusedException(file + ": " + malformed.getMessage(), malformed);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ModelRefusedException(
            "%s: %d bytes (expected: at most %d)".formatted(file, Files.size(file), MAX_BYTES));
      }
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw new ModelRefusedException(file + ": unreadable (expected: a manifest)", unreadable);
    }
  }

  private ModelManifest parse(byte[] bytes) {
    JsonObject all =
        JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8)).getAsJsonObject();
    ModelKind kind = kind(all);
    word(all, "camera", "orthographic", "orthographic");
    String name = text(all, "name", "onnx");
    require("name", name, "a to z, 0 to 9 and -", NAME.matcher(name).matches());
    require("name", name, "another", !name.equals("classical"));
    JsonObject output = object(all, "output");
    double scale = number(output, "scale", 1);
    require("output.scale", scale, "not 0", (float) scale != 0 && Float.isFinite((float) scale));
    return new ModelManifest(
        name,
        text(all, "license", "not stated"),
        kind,
        input(object(all, "input")),
        text(output, "name", kind.outputName()),
        (float) scale,
        level(output, kind),
        whole(all, "max_batch", kind.usualBatch(), 1, ModelBatch.MAX),
        (long) Math.max(1, number(all, "sample_bytes", SAMPLE_BYTES)),
        variants(object(all, "variants")),
        Sha256.of(bytes));
  }

  private ModelKind kind(JsonObject all) {
    String[] names =
        Arrays.stream(ModelKind.values()).map(ModelKind::wireName).toArray(String[]::new);
    String name = word(all, "kind", "", names);
    return ModelKind.values()[Arrays.asList(names).indexOf(name)];
  }

  private float level(JsonObject output, ModelKind kind) {
    double level = number(output, "level", 0);
    require("output.level", level, "a number", Float.isFinite((float) level));
    require("output.level", level, "0 where depths are answered", level == 0 || kind == FIELD);
    return (float) level;
  }

  private ModelInput input(JsonObject input) {
    boolean rgba = word(input, "channels", "rgb", "rgb", "rgba").equals("rgba");
    int side = whole(input, "side", 0, 16, 1024);
    int least = whole(input, "min_side", side, 16, side);
    int multiple = whole(input, "multiple", 1, 1, side);
    require("input.side", side, "a multiple of " + multiple, side % multiple == 0);
    require("input.min_side", least, "a multiple of " + multiple, least % multiple == 0);
    float[] std = triple(input, "std", 1);
    require("input.std", std[0], "not 0", std[0] != 0 && std[1] != 0 && std[2] != 0);
    return new ModelInput(
        text(input, "name", "picture"),
        rgba,
        side,
        least,
        multiple,
        triple(input, "mean", 0),
        std,
        triple(input, "background", 0));
  }

  private Map<Precision, ModelManifest.Variant> variants(JsonObject all) {
    Map<Precision, ModelManifest.Variant> variants = new EnumMap<>(Precision.class);
    for (String key : all.keySet()) {
      require("variants", key, "fp32|fp16|int8", key.matches("fp32|fp16|int8"));
      JsonObject variant = object(all, key);
      String sha256 = text(variant, "sha256", "");
      require(
          "sha256",
          sha256,
          "64 lower-case hexadecimal characters",
          SHA256.matcher(sha256).matches());
      Path weights = file.resolveSibling(text(variant, "file", "")).toAbsolutePath().normalize();
      variants.put(
          Precision.valueOf(key.toUpperCase(Locale.ROOT)),
          new ModelManifest.Variant(weights, sha256));
    }
    require("variants", variants.size(), "at least 1", !variants.isEmpty());
    return variants;
  }

  private JsonObject object(JsonObject parent, String key) {
    JsonElement found = parent.get(key);
    require(key, found, "an object", found != null && found.isJsonObject());
    return parent.getAsJsonObject(key);
  }

  private static String text(JsonObject parent, String key, String fallback) {
    return parent.has(key) ? parent.get(key).getAsString() : fallback;
  }

  private String word(JsonObject parent, String key, String fallback, String... allowed) {
    String value = text(parent, key, fallback);
    for (String one : allowed) {
      if (one.equals(value)) {
        return value;
      }
    }
    throw refusal(key, value, String.join("|", allowed));
  }

  private static double number(JsonObject parent, String key, double fallback) {
    return parent.has(key) ? parent.get(key).getAsDouble() : fallback;
  }

  private int whole(JsonObject parent, String key, int fallback, int min, int max) {
    double value = number(parent, key, fallback);
    require(
        key, value, min + ".." + max, value >= min && value <= max && value == Math.rint(value));
    return (int) value;
  }

  private float[] triple(JsonObject parent, String key, float fallback) {
    float[] values = {fallback, fallback, fallback};
    if (parent.has(key)) {
      require(key, parent.get(key), "three numbers", parent.get(key).isJsonArray());
      require(key, parent.get(key), "three numbers", parent.getAsJsonArray(key).size() == 3);
      for (int i = 0; i < values.length; i++) {
        values[i] = parent.getAsJsonArray(key).get(i).getAsFloat();
      }
    }
    return values;
  }

  private void require(String key, Object value, String expected, boolean holds) {
    if (!holds) {
      throw refusal(key, value, expected);
    }
  }

  private ModelRefusedException refusal(String key, Object value, String expected) {
    return new ModelRefusedException(
        "%s: %s: %s (expected: %s)".formatted(file.getFileName(), key, value, expected));
  }
}
