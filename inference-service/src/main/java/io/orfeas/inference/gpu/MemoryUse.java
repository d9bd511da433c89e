package io.orfeas.inference.gpu;

/**
 * Hears of memory that work takes on a device, and of what is copied there and back; quick and safe
 * for concurrent use.
 */
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

  /** Bytes were copied to the device. */
  default void uploaded(long bytes) {}

  /** Bytes were copied from the device. */
  default void downloaded(long bytes) {}
}
