package io.orfeas.client;

/**
 * How a client behaves.
 *
 * @param digestFirstBytes pictures at least this long are first asked for by their digest alone,
 *     and uploaded only when nobody has them; {@link #NEVER} uploads at once
 * @param backoff when to try again
 * @param listener hears of every further try
 */
public record ClientOptions(int digestFirstBytes, Backoff backoff, RetryListener listener) {
  /** As {@link #digestFirstBytes}: always upload at once. */
  public static final int NEVER = Integer.MAX_VALUE;

  /** Digest first from 256 KiB: below, an upload costs no more than the question. */
  public static final ClientOptions DEFAULT =
      new ClientOptions(256 << 10, Backoff.DEFAULT, RetryListener.NONE);

  /** The same options with another threshold. */
  public ClientOptions withDigestFirstBytes(int bytes) {
    return new ClientOptions(bytes, backoff, listener);
  }

  /** The same options with another back-off. */
  public ClientOptions withBackoff(Backoff other) {
    return new ClientOptions(digestFirstBytes, other, listener);
  }

  /** The same options with another listener. */
  public ClientOptions withListener(RetryListener other) {
    return new ClientOptions(digestFirstBytes, backoff, other);
  }
}
