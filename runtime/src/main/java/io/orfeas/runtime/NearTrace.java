package io.orfeas.runtime;

import io.grpc.Metadata;
import io.opentelemetry.context.Context;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The trace of a call within the process, handed over among the call's headers as the object that
 * it is: to write it out and read it again, as calls to other processes need it, is much of what a
 * trace costs that is only handed on.
 */
final class NearTrace {
  private static final Metadata.Key<Context> KEY =
      Metadata.Key.of("orfeas-near-trace" + Metadata.BINARY_HEADER_SUFFIX, new AsItIs());

  private NearTrace() {}

  /** Adds the trace of a call to its headers, which may be those of a call that is passed on. */
  static void put(Metadata headers, Context context) {
    headers.discardAll(KEY);
    headers.put(KEY, context);
  }

  /**
   * The trace of a call, with all else that is in its context; null if it has none, or if it came
   * from another process, whatever its headers say.
   */
  static @Nullable Context get(Metadata headers) {
    Context handed = headers.get(KEY);
    return handed == Context.root() ? null : handed;
  }

  /** gRPC asks for a stream and hands it to the other side: this one, not its bytes. */
  private static final class AsItIs implements Metadata.BinaryStreamMarshaller<Context> {
    @Override
    public InputStream toStream(Context context) {
      return new Handed(context);
    }

    @Override
    public Context parseStream(InputStream stream) {
      return stream instanceof Handed handed ? handed.context : Context.root();
    }
  }

  /** Empty for whoever reads it. */
  private static final class Handed extends InputStream {
    private final Context context;

    Handed(Context context) {
      this.context = context;
    }

    @Override
    public int read() {
      return -1;
    }
  }
}
