package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The spans of one trace, as far as they have come. */
record Trace(String id, List<SeenSpan> spans, List<SeenSpan> others) {
  static Trace of(String id, List<SeenSpan> all) {
    return new Trace(
        id,
        all.stream().filter(span -> span.traceId().equals(id)).toList(),
        all.stream().filter(span -> !span.traceId().equals(id)).toList());
  }

  /** The spans below one that have a title. */
  List<SeenSpan> below(SeenSpan parent, String title) {
    return spans.stream()
        .filter(span -> span.parentId().equals(parent.id()) && span.title().equals(title))
        .toList();
  }

  /** The one span below another that has a title. */
  SeenSpan child(SeenSpan parent, String title) {
    List<SeenSpan> found = below(parent, title);
    assertThat(found).as("%s below %s in %s", title, parent.title(), this).hasSize(1);
    return found.get(0);
  }

  /** Goes down from a span, by titles. */
  SeenSpan descend(SeenSpan from, String... titles) {
    SeenSpan span = from;
    for (String title : titles) {
      span = child(span, title);
    }
    return span;
  }

  /** The one span whose parent is the caller's. */
  SeenSpan root(String callerSpanId) {
    List<SeenSpan> found =
        spans.stream().filter(span -> span.parentId().equals(callerSpanId)).toList();
    assertThat(found).as("spans below the caller's in %s", this).hasSize(1);
    return found.get(0);
  }

  /** Every span but those right below the caller's has its parent here. */
  void assertConnected(String callerSpanId) {
    Set<String> ids = spans.stream().map(SeenSpan::id).collect(Collectors.toSet());
    ids.add(callerSpanId);
    assertThat(spans)
        .as("parents in %s", this)
        .allSatisfy(span -> assertThat(ids).contains(span.parentId()));
  }

  /** The reports that carried something of this trace: in it, or linked to it. */
  List<SeenSpan> reports() {
    return java.util.stream.Stream.concat(spans.stream(), others.stream())
        .filter(span -> span.name().equals("report"))
        .filter(
            span ->
                span.traceId().equals(id)
                    || span.links().stream().anyMatch(link -> link.startsWith(id)))
        .toList();
  }

  @Override
  public String toString() {
    return spans.stream().map(SeenSpan::toString).collect(Collectors.joining("\n", "\n", "\n"));
  }
}
