package io.orfeas.inference;

import io.orfeas.inference.format.MeshFormat;
import java.util.Locale;
import java.util.Optional;

/** Which mesh format, if any, an {@code Accept} header asks for. */
final class MeshMediaTypes {
  private MeshMediaTypes() {}

  /**
   * The format to answer with.
   *
   * @param accept value of the header, or empty
   * @param requested the request's {@code format}, given for {@code model/*}
   * @return a format's name; empty when the caller wants JSON
   */
  static Optional<String> accepted(String accept, String requested) {
    for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      String type = range.split(";", 2)[0].strip();
      switch (type) {
        case "model/gltf-binary" -> {
          return Optional.of(MeshFormat.GLB.wireName());
        }
        case "model/obj" -> {
          return Optional.of(MeshFormat.OBJ.wireName());
        }
        case "model/stl" -> {
          return Optional.of(MeshFormat.STL.wireName());
        }
        case "model/ply" -> {
          return Optional.of(MeshFormat.PLY.wireName());
        }
        case "model/*", "application/octet-stream" -> {
          return Optional.of(requested);
        }
        case "application/json", "*/*" -> {
          return Optional.empty();
        }
        default -> {}
      }
    }
    return Optional.empty();
  }
}
