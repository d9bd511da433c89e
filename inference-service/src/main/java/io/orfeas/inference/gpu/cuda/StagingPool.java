package io.orfeas.inference.gpu.cuda;

import java.util.concurrent.ConcurrentLinkedDeque;

/** Stagings that wait for work. There are never more than work has run at once. */
final class StagingPool implements AutoCloseable {
  private final CudaContext context;
  private final ConcurrentLinkedDeque<Staging> idle = new ConcurrentLinkedDeque<>();

  StagingPool(CudaContext context) {
    this.context = context;
  }

  Staging take() {
    Staging staging = idle.pollFirst();
    return staging != null ? staging : new Staging(context);
  }

  void giveBack(Staging staging) {
    idle.addFirst(staging);
  }

  /** Ends those that wait, to give their page-locked memory back. */
  @Override
  public void close() {
    for (Staging staging = idle.pollFirst(); staging != null; staging = idle.pollFirst()) {
      staging.close();
    }
  }
}
