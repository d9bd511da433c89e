package io.orfeas.cache.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Reads a log file from the start, whatever state a crash left it in.
 *
 * <p>A write that was cut off leaves a part of a frame at the end: the scan stops there. A frame
 * damaged in the middle is skipped: the scan looks for the next place where a whole frame begins.
 */
final class LogReader implements AutoCloseable {
  /** No record is longer; bounds what a damaged length can make the reader allocate. */
  static final int MAX_FRAME_BYTES = 64 << 20;

  private static final int WINDOW = 256 << 10;

  private final FileChannel channel;
  private final long size;
  private long position;
  private int skipped;

  private LogReader(FileChannel channel) throws IOException {
    this.channel = channel;
    size = channel.size();
  }

  static LogReader open(Path file) throws IOException {
    return new LogReader(FileChannel.open(file, StandardOpenOption.READ));
  }

  /** The body of the frame at exactly this position, if there is a whole one. */
  Optional<byte[]> at(long start, int frameBytes) throws IOException {
    if (start + frameBytes > size) {
      return Optional.empty();
    }
    return Frame.unwrap(read(start, frameBytes));
  }

  /** The body of the next whole frame; empty at the end. */
  Optional<byte[]> next() throws IOException {
    Optional<byte[]> body = at(position, frameBytes(position));
    if (body.isEmpty()) {
      long found = search(position + 1);
      if (found < 0) {
        return Optional.empty();
      }
      skipped++;
      position = found;
      body = at(position, frameBytes(position));
    }
    position += Frame.HEADER_BYTES + body.orElseThrow().length;
    return body;
  }

  /** Where the last frame that {@link #next()} returned ends. */
  long position() {
    return position;
  }

  /** How many damaged places were skipped. */
  int skipped() {
    return skipped;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** First position from {@code from} where a whole frame begins, or -1. */
  private long search(long from) throws IOException {
    for (long start = from; start + Frame.HEADER_BYTES <= size; start += WINDOW) {
      int length = (int) Math.min(WINDOW + Integer.BYTES, size - start);
      ByteBuffer window = read(start, length);
      for (int i = 0; i + Integer.BYTES <= length && i < WINDOW; i++) {
        if (Frame.isMagic(window.getInt(i))) {
          long candidate = start + i;
          if (at(candidate, frameBytes(candidate)).isPresent()) {
            return candidate;
          }
        }
      }
    }
    return -1;
  }

  private int frameBytes(long start) throws IOException {
    if (start + Frame.HEADER_BYTES > size) {
      return Frame.HEADER_BYTES;
    }
    int length = read(start, Frame.HEADER_BYTES).getInt(Integer.BYTES);
    boolean possible = length >= 0 && length <= MAX_FRAME_BYTES - Frame.HEADER_BYTES;
    return Frame.HEADER_BYTES + (possible ? length : 0);
  }

  private ByteBuffer read(long start, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, start + bytes.position()) < 0) {
        break;
      }
    }
    return bytes.flip();
  }
}
