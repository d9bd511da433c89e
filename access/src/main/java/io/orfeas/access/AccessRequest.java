package io.orfeas.access;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A request as access control sees it, the same from every door.
 *
 * @param method HTTP method; {@code POST} for gRPC
 * @param target path and query, as sent
 * @param client numeric address of the client
 * @param traceId W3C trace id; empty when the request is not traced
 * @param requestId what the caller is told that it is called; empty when nobody named it
 * @param headers value of a header line by its lower-case name, or null
 * @param token claims of a token that the door has verified; empty when there was none
 */
record AccessRequest(
    String method,
    String target,
    String client,
    String traceId,
    String requestId,
    UnaryOperator<@Nullable String> headers,
    Optional<TokenClaims> token) {

  /** The path without the query. */
  String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** The name that the server was called by, with its port: HTTP/1 and HTTP/2 say it elsewhere. */
  String host() {
    String authority = header(":authority");
    return authority.isEmpty() ? header("host") : authority;
  }

  /** A header line, stripped; empty when it is not there. */
  String header(String name) {
    String value = headers.apply(name);
    return value == null ? "" : value.strip();
  }
}
