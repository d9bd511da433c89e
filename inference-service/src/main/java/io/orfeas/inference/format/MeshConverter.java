package io.orfeas.inference.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Derives every format from the canonical one.
 *
 * <p>Textures travel as they are: nothing is decoded and compressed again on the way.
 */
public final class MeshConverter {
  private MeshConverter() {}

  /**
   * Converts.
   *
   * @param glb a file of {@link GlbWriter}
   * @param export what to make of it
   * @return the new file; {@code glb} itself where nothing changes
   * @throws GlbFormatException when the bytes are not a whole GLB of ours
   */
  public static byte[] convert(byte[] glb, Export export) {
    ExportOptions options = export.options();
    GlbContents contents = GlbReader.contents(glb);
    if (export.format() == MeshFormat.GLB && contents.options().equals(options)) {
      return glb;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(glb.length);
    try {
      switch (export.format()) {
        case GLB -> GlbWriter.write(contents, options, out);
        case OBJ -> ObjWriter.write(contents, options, out);
        case STL -> StlWriter.write(contents.geometry(), options, out);
        case PLY -> PlyWriter.write(contents.toMesh(), options, out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.toByteArray();
  }
}
