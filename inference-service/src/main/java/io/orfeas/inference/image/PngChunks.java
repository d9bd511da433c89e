package io.orfeas.inference.image;

import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a PNG that matter for its pixels, located but not copied.
 *
 * <p>Chunks are walked to IEND and the ones that are used must have a right checksum, so a file
 * that was cut off or damaged on its way is found before anything is decoded.
 */
final class PngChunks {
  private static final int SIGNATURE = 8;
  private static final int OVERHEAD = 12;

  /** A stretch of the file. */
  record Span(int offset, int length) {}

  private final byte[] bytes;
  private final PngHeader header;
  private final List<Span> imageData = new ArrayList<>();
  private @Nullable Span palette;
  private @Nullable Span transparency;
  private @Nullable Span exif;

  private PngChunks(byte[] bytes, PngHeader header) {
    this.bytes = bytes;
    this.header = header;
  }

  static PngChunks parse(byte[] bytes, ImageLimits limits) {
    int at = SIGNATURE;
    int length = checkedLength(bytes, at);
    if (!Bytes.isTag(bytes, at + 4, "IHDR") || length != PngHeader.LENGTH) {
      throw ImageRejectedException.unreadable(
          "PNG: first chunk of " + length + " bytes is no header (expected: IHDR of 13 bytes)");
    }
    checkSum(bytes, at, length);
    PngChunks chunks = new PngChunks(bytes, PngHeader.parse(bytes, at + 8, limits));
    for (at += length + OVERHEAD; !chunks.add(at, checkedLength(bytes, at)); at += length) {
      length = checkedLength(bytes, at) + OVERHEAD;
    }
    return chunks;
  }

  /** Notes one chunk; true when it is the last. */
  private boolean add(int at, int length) {
    Span content = new Span(at + 8, length);
    if (Bytes.isTag(bytes, at + 4, "IDAT")) {
      imageData.add(content);
    } else if (Bytes.isTag(bytes, at + 4, "PLTE")) {
      palette = content;
    } else if (Bytes.isTag(bytes, at + 4, "tRNS")) {
      transparency = content;
    } else if (Bytes.isTag(bytes, at + 4, "eXIf")) {
      exif = content;
    } else {
      return Bytes.isTag(bytes, at + 4, "IEND");
    }
    checkSum(bytes, at, length);
    return false;
  }

  private static int checkedLength(byte[] bytes, int at) {
    long length = at + OVERHEAD <= bytes.length ? Bytes.u32be(bytes, at) : 0;
    if (at + OVERHEAD + length > bytes.length) {
      throw ImageRejectedException.unreadable(
          "PNG: ends at byte %d inside a chunk (expected: chunks up to IEND)"
              .formatted(bytes.length));
    }
    return (int) length;
  }

  private static void checkSum(byte[] bytes, int at, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, at + 4, length + 4);
    long stored = Bytes.u32be(bytes, at + 8 + length);
    if (crc.getValue() != stored) {
      throw ImageRejectedException.unreadable(
          "PNG: chunk at byte %d has checksum %08x (expected: %08x)"
              .formatted(at, crc.getValue(), stored));
    }
  }

  byte[] bytes() {
    return bytes;
  }

  PngHeader header() {
    return header;
  }

  /** The pieces of the compressed pixels, in order. */
  List<Span> imageData() {
    return imageData;
  }

  /** Palette entries of three bytes each. */
  @Nullable Span palette() {
    return palette;
  }

  /** Palette alphas, or the one transparent colour. */
  @Nullable Span transparency() {
    return transparency;
  }

  /** A TIFF block with camera facts. */
  @Nullable Span exif() {
    return exif;
  }
}
