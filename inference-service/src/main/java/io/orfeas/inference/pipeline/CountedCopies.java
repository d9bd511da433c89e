package io.orfeas.inference.pipeline;

import io.orfeas.inference.gpu.MemoryUse;

/** Counts what one attempt copies; for one thread. */
final class CountedCopies implements MemoryUse {
  private final MemoryUse memory;
  private long uploaded;
  private long downloaded;

  CountedCopies(MemoryUse memory) {
    this.memory = memory;
  }

  @Override
  public void allocated(long bytes) {
    memory.allocated(bytes);
  }

  @Override
  public void freed(long bytes) {
    memory.freed(bytes);
  }

  @Override
  public void uploaded(long bytes) {
    uploaded += bytes;
  }

  @Override
  public void downloaded(long bytes) {
    downloaded += bytes;
  }

  long uploaded() {
    return uploaded;
  }

  long downloaded() {
    return downloaded;
  }
}
