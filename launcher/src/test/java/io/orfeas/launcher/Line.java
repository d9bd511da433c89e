package io.orfeas.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A line to a server on this machine. Connections over it can be made to go dead: both sides still
 * have them, and nothing comes through any more.
 */
final class Line implements AutoCloseable {
  private final ServerSocket entrance;
  private final int port;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final Set<Socket> dead = ConcurrentHashMap.newKeySet();

  private Line(ServerSocket entrance, int port) {
    this.entrance = entrance;
    this.port = port;
  }

  /** A line to a port. */
  static Line to(int port) throws IOException {
    Line line = new Line(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
    inBackground(line::accept);
    return line;
  }

  /** Where it is entered. */
  String target() {
    return "127.0.0.1:" + entrance.getLocalPort();
  }

  /** Whatever is connected now is dead from here on; later connections are not. */
  void goDead() {
    dead.addAll(sockets);
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() throws IOException {
    while (true) {
      Socket caller = entrance.accept();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
      sockets.add(caller);
      sockets.add(server);
      inBackground(() -> pass(caller, server));
      inBackground(() -> pass(server, caller));
    }
  }

  private void pass(Socket from, Socket to) throws IOException {
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    byte[] bytes = new byte[8192];
    for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
      if (!dead.contains(from)) {
        out.write(bytes, 0, n);
      }
    }
    if (!dead.contains(from)) {
      to.close();
    }
  }

  private static void inBackground(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException closed) {
                // One side has left, or the line is closed.
              }
            },
            "line");
    thread.setDaemon(true);
    thread.start();
  }

  private interface Task {
    void run() throws IOException;
  }
}
