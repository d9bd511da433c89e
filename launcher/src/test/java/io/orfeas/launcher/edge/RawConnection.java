package io.orfeas.launcher.edge;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection on which anything can be said, HTTP or not. */
final class RawConnection implements AutoCloseable {
  private static final int IMPATIENCE_MILLIS = 150;
  private static final int STUCK_MILLIS = 60_000;
  private static final int ENOUGH_BYTES = 1 << 20;

  private static final Pattern LENGTH =
      Pattern.compile("(?i)\\r\\ncontent-length: (\\d{1,9})\\r\\n");

  private final Socket socket;

  RawConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
  }

  /** Says something; what the other side no longer wants to hear is not said. */
  RawConnection say(byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
    } catch (SocketException closed) {
      // Refused before all was said. Its answer may be there.
    }
    return this;
  }

  RawConnection say(String text) throws IOException {
    return say(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * One answer, or all that is said until the other side closes. Where it waits for more instead,
   * it is told that nothing more comes, and has to close then.
   *
   * @throws SocketTimeoutException if it never closes
   */
  String answer() throws IOException {
    StringBuilder answer = new StringBuilder();
    socket.setSoTimeout(IMPATIENCE_MILLIS);
    try {
      read(answer);
    } catch (SocketTimeoutException waiting) {
      socket.shutdownOutput();
      socket.setSoTimeout(STUCK_MILLIS);
      read(answer);
    }
    return answer.toString();
  }

  /** An answer, if one comes before long. */
  Optional<String> heard(int patienceMillis) throws IOException {
    StringBuilder answer = new StringBuilder();
    socket.setSoTimeout(patienceMillis);
    try {
      read(answer);
    } catch (SocketTimeoutException silence) {
      return Optional.empty();
    }
    return answer.isEmpty() ? Optional.empty() : Optional.of(answer.toString());
  }

  /** Whether the other side has closed, which is waited for a moment. */
  boolean isClosed() throws IOException {
    socket.setSoTimeout(200);
    try {
      while (socket.getInputStream().read() >= 0) {
        // A farewell before the end.
      }
      return true;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  private void read(StringBuilder answer) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] block = new byte[8192];
    try {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        answer.append(new String(block, 0, n, StandardCharsets.ISO_8859_1));
        if (answer.length() > ENOUGH_BYTES || isWhole(answer)) {
          return;
        }
      }
    } catch (SocketException reset) {
      // Closed in a hurry, which is an end, too.
    }
  }

  /** Whether an answer says that it ends here. */
  private static boolean isWhole(StringBuilder answer) {
    int body = answer.indexOf("\r\n\r\n") + 4;
    if (body < 4) {
      return false;
    }
    Matcher length = LENGTH.matcher(answer.substring(0, body));
    return length.find() && answer.length() - body >= Integer.parseInt(length.group(1));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
