package io.orfeas.cache.store;

/** Hears what a store does on its own. Called often and under locks: must be quick. */
public interface StoreListener {
  /** Hears nothing. */
  StoreListener SILENT = new StoreListener() {};

  /** A result was removed. */
  default void removed(Removal cause, long sizeBytes) {}

  /** A lease ended because its holder went silent. */
  default void leaseExpired() {}

  /** A write was refused because its lease was lost. */
  default void writeFenced() {}

  /** A blob was found damaged or gone, and dropped. */
  default void blobDamaged() {}

  /** Why a result was removed. */
  enum Removal {
    /** To make room. */
    SPACE,
    /** Because of age. */
    AGE,
    /** A blob of it was damaged or gone. */
    DAMAGE,
    /** On request. */
    CLEARED,
    /** A newer one took its place. */
    REPLACED
  }
}
