package io.orfeas.launcher.proof;

import io.orfeas.inference.gpu.cuda.Ballast;

/**
 * Takes all the memory of the device and gives some of it back, over and over, until it is closed.
 */
final class Neighbour implements AutoCloseable {
  private static final long PAUSE_MILLIS = 5;

  /** What a ledger keeps free, and several surfaces beside it. */
  private static final long TURN = 3L << 30;

  private final Ballast ballast;
  private final Thread thread = new Thread(this::run, "neighbour");
  private volatile boolean leaves;

  Neighbour(Ballast ballast) {
    this.ballast = ballast;
    thread.start();
  }

  private void run() {
    try {
      while (!leaves) {
        ballast.fill();
        Thread.sleep(PAUSE_MILLIS);
        ballast.release(TURN);
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    } finally {
      ballast.release();
    }
  }

  @Override
  public void close() throws InterruptedException {
    leaves = true;
    thread.join();
  }
}
