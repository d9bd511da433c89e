package io.orfeas.launcher;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A span as it came over the wire.
 *
 * @param resource what made it: {@code service.name} and the like
 */
record SeenSpan(Map<String, String> resource, Span span) {
  static List<SeenSpan> of(ResourceSpans group) {
    Map<String, String> resource = texts(group.getResource().getAttributesList());
    return group.getScopeSpansList().stream()
        .flatMap(scope -> scope.getSpansList().stream())
        .map(span -> new SeenSpan(resource, span))
        .toList();
  }

  String service() {
    return resource.getOrDefault("service.name", "");
  }

  String name() {
    return span.getName();
  }

  SpanKind kind() {
    return span.getKind();
  }

  String traceId() {
    return hex(span.getTraceId());
  }

  String id() {
    return hex(span.getSpanId());
  }

  String parentId() {
    return hex(span.getParentSpanId());
  }

  /** {@code service kind name}, in short. */
  String title() {
    String word = kind().name().replace("SPAN_KIND_", "");
    return service().replace("orfeas-", "") + " " + word + " " + name();
  }

  Map<String, String> attributes() {
    return texts(span.getAttributesList());
  }

  /** Names of what happened in it, in order. */
  List<String> events() {
    return span.getEventsList().stream().map(Span.Event::getName).toList();
  }

  /** The spans it is linked to, as {@code trace/span}. */
  List<String> links() {
    return span.getLinksList().stream()
        .map(link -> hex(link.getTraceId()) + "/" + hex(link.getSpanId()))
        .toList();
  }

  /** What a link to this span is. */
  String address() {
    return traceId() + "/" + id();
  }

  /** Every text in it, whatever it is for. */
  List<String> texts() {
    return span.getEventsList().stream()
        .flatMap(event -> texts(event.getAttributesList()).values().stream())
        .collect(Collectors.collectingAndThen(Collectors.toList(), all -> join(all)));
  }

  private List<String> join(List<String> ofEvents) {
    ofEvents.addAll(attributes().values());
    ofEvents.add(name());
    ofEvents.add(span.getStatus().getMessage());
    return ofEvents;
  }

  private static Map<String, String> texts(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(Collectors.toMap(KeyValue::getKey, entry -> text(entry.getValue())));
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> Long.toString(value.getIntValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      default -> value.toString();
    };
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  @Override
  public String toString() {
    return title() + " " + attributes();
  }
}
