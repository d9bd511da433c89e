package io.orfeas.access.limit;

/** Remembers what was used, so that it is used once. */
public interface Nonces {
  /**
   * Uses a nonce.
   *
   * @param key the nonce with what it is unique within
   * @return whether it had not been used
   * @throws io.orfeas.runtime.Failure {@code RESOURCE_EXHAUSTED} when no more can be remembered:
   *     forgetting one would allow its replay
   */
  boolean use(String key);
}
