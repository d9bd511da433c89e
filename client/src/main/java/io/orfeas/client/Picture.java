package io.orfeas.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A picture to make a mesh of: PNG, JPEG or WebP. */
public final class Picture {
  private final ByteString bytes;
  private final String sha256;

  private Picture(byte[] bytes) {
    this.bytes = UnsafeByteOperations.unsafeWrap(bytes);
    sha256 = Sha256.of(bytes);
  }

  /** The picture in a file. */
  public static Picture of(Path file) throws IOException {
    return new Picture(Files.readAllBytes(file));
  }

  /** A picture's bytes, which must not change any more. */
  public static Picture of(byte[] bytes) {
    return new Picture(bytes);
  }

  /** Its length in bytes. */
  public int sizeBytes() {
    return bytes.size();
  }

  /** Its digest, 64 lower-case hexadecimal characters. */
  public String sha256() {
    return sha256;
  }

  ByteString bytes() {
    return bytes;
  }
}
