package io.orfeas.inference.image;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The unfiltered rows of a PNG, one at a time (ISO/IEC 15948, sections 9 and 10).
 *
 * <p>Holds two rows, whatever the compressed data would unpack to: what follows the last row that
 * the header promises is never inflated.
 */
final class PngRows implements AutoCloseable {
  private final byte[] file;
  private final Iterator<PngChunks.Span> data;
  private final Inflater inflater = new Inflater();
  private byte[] row;
  private byte[] above;

  /**
   * Opens the pixel data.
   *
   * @param file the whole PNG
   * @param data the pieces of its pixel data
   * @param maxRowBytes length of the longest row that will be asked for, without filter byte
   */
  PngRows(byte[] file, List<PngChunks.Span> data, int maxRowBytes) {
    this.file = file;
    this.data = data.iterator();
    row = new byte[maxRowBytes + 1];
    above = new byte[maxRowBytes + 1];
  }

  /** Forgets the row above: the next row is the first of an image or of an interlace pass. */
  void restart() {
    Arrays.fill(row, (byte) 0);
  }

  /**
   * Reads the next row.
   *
   * @param length bytes of the row without the filter byte
   * @param step distance to the byte that filters refer to
   * @return samples from index 1 on; valid until the next call
   */
  byte[] next(int length, int step) {
    byte[] swap = above;
    above = row;
    row = swap;
    fill(length + 1);
    unfilter(row, above, length, step);
    return row;
  }

  private void fill(int length) {
    try {
      int done = 0;
      while (done < length) {
        int count = inflater.inflate(row, done, length - done);
        done += count;
        if (count == 0) {
          feed();
        }
      }
    } catch (DataFormatException e) {
      throw new ImageRejectedException(
          ImageRejectedException.Reason.UNREADABLE_IMAGE,
          "PNG: pixel data is damaged (expected: a zlib stream): " + e.getMessage(),
          e);
    }
  }

  private void feed() {
    if (!inflater.needsInput() || !data.hasNext()) {
      throw ImageRejectedException.unreadable(
          "PNG: pixel data ends after "
              + inflater.getBytesWritten()
              + " bytes (expected: all rows of the header)");
    }
    PngChunks.Span span = data.next();
    inflater.setInput(file, span.offset(), span.length());
  }

  private static void unfilter(byte[] row, byte[] above, int length, int step) {
    switch (row[0]) {
      case 0 -> {}
      case 1 -> addLeft(row, length, step);
      case 2 -> addAbove(row, above, length);
      case 3 -> addAverage(row, above, length, step);
      case 4 -> addPaeth(row, above, length, step);
      default ->
          throw ImageRejectedException.unreadable(
              "PNG: row filter " + (row[0] & 0xFF) + " (expected: 0..4)");
    }
  }

  private static void addLeft(byte[] row, int length, int step) {
    for (int i = step + 1; i <= length; i++) {
      row[i] += row[i - step];
    }
  }

  private static void addAbove(byte[] row, byte[] above, int length) {
    for (int i = 1; i <= length; i++) {
      row[i] += above[i];
    }
  }

  private static void addAverage(byte[] row, byte[] above, int length, int step) {
    for (int i = 1; i <= Math.min(step, length); i++) {
      row[i] += (byte) ((above[i] & 0xFF) >> 1);
    }
    for (int i = step + 1; i <= length; i++) {
      row[i] += (byte) ((row[i - step] & 0xFF) + (above[i] & 0xFF) >> 1);
    }
  }

  private static void addPaeth(byte[] row, byte[] above, int length, int step) {
    for (int i = 1; i <= Math.min(step, length); i++) {
      row[i] += above[i];
    }
    for (int i = step + 1; i <= length; i++) {
      int left = row[i - step] & 0xFF;
      int up = above[i] & 0xFF;
      int corner = above[i - step] & 0xFF;
      int toLeft = Math.abs(up - corner);
      int toUp = Math.abs(left - corner);
      int toCorner = Math.abs(left + up - 2 * corner);
      int nearest = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
      row[i] += (byte) nearest;
    }
  }

  @Override
  public void close() {
    inflater.end();
  }
}
