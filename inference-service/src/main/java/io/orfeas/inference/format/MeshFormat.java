package io.orfeas.inference.format;

import java.util.Locale;

/** File formats a mesh can leave in. */
public enum MeshFormat {
  /** glTF 2.0 binary: one file with texture; the canonical form everything else is made from. */
  GLB("glb", "model/gltf-binary"),
  /** Wavefront OBJ with its material and texture, zipped. */
  OBJ("obj.zip", "application/zip"),
  /** Binary little-endian STL: geometry only, Z up, millimetres. */
  STL("stl", "model/stl"),
  /** Binary little-endian PLY with normals, texture coordinates and vertex colours. */
  PLY("ply", "application/octet-stream");

  private final String extension;
  private final String mediaType;

  MeshFormat(String extension, String mediaType) {
    this.extension = extension;
    this.mediaType = mediaType;
  }

  /** Usual file name ending, without the dot. */
  public String extension() {
    return extension;
  }

  /** IANA media type of the bytes. */
  public String mediaType() {
    return mediaType;
  }

  /** The name clients use: {@code glb}, {@code obj}, {@code stl}, {@code ply}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
