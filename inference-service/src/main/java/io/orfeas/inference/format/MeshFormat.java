package io.orfeas.inference.format;

import java.util.Locale;

/** File formats a mesh can leave in. */
public enum MeshFormat {
  /** glTF 2.0 binary: one file with texture; the canonical form everything else is made from. */
  GLB("glb", "model/gltf-binary", LengthUnit.METER, UpAxis.Y, 1),
  /** Wavefront OBJ with its material and texture, zipped. */
  OBJ("obj.zip", "application/zip", LengthUnit.METER, UpAxis.Y, 1),
  /** Binary little-endian STL: geometry only; Z up, millimetres, unless asked otherwise. */
  STL("stl", "model/stl", LengthUnit.MILLIMETER, UpAxis.Z, .1),
  /** Binary little-endian PLY with normals, texture coordinates and vertex colours. */
  PLY("ply", "application/octet-stream", LengthUnit.METER, UpAxis.Y, 1);

  private final String extension;
  private final String mediaType;
  private final LengthUnit units;
  private final UpAxis upAxis;
  private final double longestSideMeters;

  MeshFormat(
      String extension,
      String mediaType,
      LengthUnit units,
      UpAxis upAxis,
      double longestSideMeters) {
    this.extension = extension;
    this.mediaType = mediaType;
    this.units = units;
    this.upAxis = upAxis;
    this.longestSideMeters = longestSideMeters;
  }

  /** Usual file name ending, without the dot. */
  public String extension() {
    return extension;
  }

  /** IANA media type of the bytes. */
  public String mediaType() {
    return mediaType;
  }

  /** The unit its numbers count, unless another is asked for. */
  public LengthUnit units() {
    return units;
  }

  /** The axis that points up, unless another is asked for. */
  public UpAxis upAxis() {
    return upAxis;
  }

  /** How long the longest side is where no height is asked for, in metres. */
  public double longestSideMeters() {
    return longestSideMeters;
  }

  /** The name clients use: {@code glb}, {@code obj}, {@code stl}, {@code ply}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
