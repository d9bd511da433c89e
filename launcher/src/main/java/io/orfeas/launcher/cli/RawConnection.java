package io.orfeas.launcher.cli;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One HTTP/1.1 connection that sends the same bytes again and again and counts what comes back. It
 * does next to nothing, on purpose: what measures a server on the same machine must not take its
 * processor.
 */
final class RawConnection implements AutoCloseable {
  private static final int BUFFER = 256 << 10;

  private final Socket socket;
  private final InputStream in;
  private final byte[] scratch = new byte[BUFFER];

  /**
   * An answer.
   *
   * @param status HTTP status code
   * @param bytes length of the body
   */
  record Answer(int status, long bytes) {}

  RawConnection(URI server) throws IOException {
    socket = new Socket(server.getHost(), server.getPort());
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), BUFFER);
  }

  Answer exchange(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    long length = 0;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring("content-length:".length()).strip());
      }
      chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
    }
    return new Answer(status, chunked ? skipChunks() : skip(length));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private long skipChunks() throws IOException {
    long total = 0;
    for (long size = chunkSize(); size > 0; size = chunkSize()) {
      total += skip(size);
      line();
    }
    line();
    return total;
  }

  private long chunkSize() throws IOException {
    return Long.parseLong(line().split(";", 2)[0].strip(), 16);
  }

  private long skip(long length) throws IOException {
    long left = length;
    while (left > 0) {
      int read = in.read(scratch, 0, (int) Math.min(left, scratch.length));
      if (read < 0) {
        throw new EOFException("answer: cut, " + left + " bytes missing");
      }
      left -= read;
    }
    return length;
  }

  private String line() throws IOException {
    int length = 0;
    int next = in.read();
    while (next >= 0 && next != '\n') {
      scratch[length++] = (byte) next;
      next = in.read();
    }
    if (next < 0) {
      throw new EOFException("answer: cut within its head");
    }
    return new String(scratch, 0, length, StandardCharsets.ISO_8859_1).stripTrailing();
  }
}
