package io.orfeas.cache;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** nginx with a folder of files, and wrk as the client of it and of others. */
final class PlainHttp {
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");

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

  /**
   * Gets a page over and over for a while, with wrk on one thread.
   *
   * @return requests per second
   */
  static double requestsPerSecond(String url, int connections, int seconds)
      throws IOException, InterruptedException {
    Process wrk =
        new ProcessBuilder("wrk", "-t1", "-c" + connections, "-d" + seconds + "s", url)
            .redirectErrorStream(true)
            .start();
    String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher rate = RATE.matcher(said);
    if (wrk.waitFor() != 0 || said.contains("Non-2xx") || !rate.find()) {
      throw new IOException("wrk " + url + ": " + said);
    }
    return Double.parseDouble(rate.group(1));
  }
}
