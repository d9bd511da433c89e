package io.orfeas.cache.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * The end of a log file that is written to. Not a channel, for an interrupt would close that under
 * everyone. Not safe for concurrent appends.
 */
final class LogFile implements AutoCloseable {
  private final Path path;
  private final RandomAccessFile file;
  private volatile long length;
  private boolean closed;

  private LogFile(Path path, RandomAccessFile file, long length) {
    this.path = path;
    this.file = file;
    this.length = length;
  }

  /** Opens or creates a file, and cuts it to a length. */
  static LogFile open(Path path, long length) throws IOException {
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    file.setLength(length);
    file.seek(length);
    return new LogFile(path, file, length);
  }

  /** Appends a frame and returns where it starts; when that fails, cuts off what was written. */
  long append(byte[] frame) throws IOException {
    long start = length;
    try {
      file.write(frame);
    } catch (IOException failed) {
      file.setLength(start);
      file.seek(start);
      throw failed;
    }
    length = start + frame.length;
    return start;
  }

  /** Makes what was appended durable; does nothing once closed, for then a new file has it all. */
  synchronized void flush() throws IOException {
    if (!closed) {
      file.getFD().sync();
    }
  }

  long length() {
    return length;
  }

  Path path() {
    return path;
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    file.close();
  }
}
