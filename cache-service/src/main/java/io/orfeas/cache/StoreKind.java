package io.orfeas.cache;

/** What keeps the data. */
public enum StoreKind {
  /** The disk, or memory where the folder cannot be used. */
  AUTO,
  /** A folder of this process. */
  DISK,
  /** The heap. */
  MEMORY,
  /** Redis, and what else replicas share. */
  REDIS
}
