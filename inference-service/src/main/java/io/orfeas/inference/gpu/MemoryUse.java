package io.orfeas.inference.gpu;

/** Hears of memory that work takes on a device; quick and safe for concurrent use. */
public interface MemoryUse {
  /** For work whose memory nobody keeps account of. */
  MemoryUse UNCOUNTED =
      new MemoryUse() {
        @Override
        public void allocated(long bytes) {}

        @Override
        public void freed(long bytes) {}
      };

  /** Memory was taken. */
  void allocated(long bytes);

  /** Memory was given back. */
  void freed(long bytes);
}
