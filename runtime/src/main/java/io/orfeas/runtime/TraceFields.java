package io.orfeas.runtime;

import io.grpc.Metadata;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of a propagator in the headers of a gRPC call. */
final class TraceFields implements TextMapGetter<Metadata>, TextMapSetter<Metadata> {
  // A key checks and copies its name, which is much of what handing a trace on takes.
  private final Map<String, Metadata.Key<String>> known;

  TraceFields(Collection<String> names) {
    known =
        names.stream()
            .distinct()
            .collect(Collectors.toUnmodifiableMap(name -> name, TraceFields::newKey));
  }

  @Override
  public Iterable<String> keys(Metadata headers) {
    return headers.keys();
  }

  @Override
  public @Nullable String get(@Nullable Metadata headers, String name) {
    return headers == null ? null : headers.get(key(name));
  }

  /** A proxy's call may carry the fields of the call that it passes on. */
  @Override
  public void set(@Nullable Metadata headers, String name, String value) {
    if (headers != null) {
      headers.discardAll(key(name));
      headers.put(key(name), value);
    }
  }

  private Metadata.Key<String> key(String name) {
    Metadata.Key<String> key = known.get(name);
    return key == null ? newKey(name) : key;
  }

  private static Metadata.Key<String> newKey(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
