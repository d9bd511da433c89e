package io.orfeas.inference.format;

import java.util.Objects;

/**
 * A picture as it lies in a file.
 *
 * @param mediaType {@link #PNG} or {@link #JPEG}
 * @param bytes the encoded picture; read only by contract
 */
record TextureFile(String mediaType, byte[] bytes) {
  static final String PNG = "image/png";
  static final String JPEG = "image/jpeg";

  TextureFile {
    Objects.requireNonNull(bytes, "bytes");
    if (!mediaType.equals(PNG) && !mediaType.equals(JPEG)) {
      throw new IllegalArgumentException(
          "mediaType: %s (expected: %s or %s)".formatted(mediaType, PNG, JPEG));
    }
  }

  /** Usual file name ending, without the dot. */
  String extension() {
    return mediaType.equals(PNG) ? "png" : "jpg";
  }
}
