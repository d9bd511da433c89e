package io.orfeas.cache.blob;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A blob in an open file: each read is one copy, from the page cache to a fresh array. */
final class FileSource implements Source {
  private final FileChannel channel;
  private final long size;

  private FileSource(FileChannel channel, long size) {
    this.channel = channel;
    this.size = size;
  }

  static FileSource open(Path file, long size) throws IOException {
    return new FileSource(FileChannel.open(file, StandardOpenOption.READ), size);
  }

  @Override
  public ByteBuffer read(long position, int max) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(max, size - position));
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException("position: " + position + " (expected: below " + size + ")");
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
