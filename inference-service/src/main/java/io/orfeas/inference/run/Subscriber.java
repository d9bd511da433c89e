package io.orfeas.inference.run;

import com.google.rpc.Status;
import io.orfeas.inference.v1.GenerateResponse;

/**
 * Follows one generation. Calls come one at a time, must not block, and end with {@link #failed},
 * {@link #ended} or an event whose stage is {@code completed}.
 */
public interface Subscriber {
  /** Where the events will come from; before the first of them, and again if that changes. */
  void source(Source source);

  /** The computation has left the queue; not told to those who join later or follow elsewhere. */
  default void started() {}

  /** The next event. */
  void event(GenerateResponse event);

  /** The generation had ended before, and there is nothing that the caller has not seen. */
  void ended();

  /** The generation ended without a result. */
  void failed(Status status);
}
