package io.orfeas.cache;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * nginx with a folder of files, and the cheapest possible client for it and for others: one
 * connection, one request at a time, bytes read and dropped.
 */
final class PlainHttp {
  private PlainHttp() {}

  /** Starts an nginx that serves a folder; returns when it listens. */
  static Process nginx(Path folder, int port) throws IOException, InterruptedException {
    Path config = folder.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        daemon off; user %3$s; pid %1$s/pid; error_log %1$s/error.log; worker_processes 1;
        events { worker_connections 256; }
        http {
          access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
          client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
          uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
          open_file_cache max=100 inactive=60s;
          server { listen 127.0.0.1:%2$d; location / { root %1$s/files; } }
        }
        """
            .formatted(folder, port, System.getProperty("user.name")));
    Process process =
        new ProcessBuilder("nginx", "-c", config.toString(), "-p", folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.log").toFile())
            .start();
    while (process.isAlive()) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return process;
      } catch (IOException notYet) {
        Thread.onSpinWait();
      }
    }
    throw new IOException("nginx ended: " + Files.readString(folder.resolve("out.log")));
  }

  /** One connection to a server. */
  static final class Client implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final byte[] piece = new byte[256 << 10];

    Client(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
    }

    /** Gets a path; returns the length of the body. */
    long get(String path) throws IOException {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .formatted(path)
                  .getBytes(StandardCharsets.US_ASCII));
      if (!line().contains(" 200")) {
        throw new IOException(path + ": not found");
      }
      long length = -1;
      for (String line = line(); !line.isEmpty(); line = line()) {
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
        }
      }
      for (long left = length; left > 0; ) {
        int read = in.read(piece, 0, (int) Math.min(piece.length, left));
        if (read < 0) {
          throw new IOException("cut off");
        }
        left -= read;
      }
      return length;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new IOException("cut off");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }
  }
}
