package io.orfeas.launcher.edge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orfeas.access.signature.AgentHeaders;
import java.util.List;

/** How a caller says who it is, for the OpenAPI document: not at all, by signing, or by a token. */
final class OpenApiSecurity {
  private static final List<Line> SIGNED =
      List.of(
          new Line(AgentHeaders.API_KEY, "Which key: `api_key=` of the key file."),
          new Line(
              AgentHeaders.TIMESTAMP,
              "When the request was signed: seconds since 1970, at most 5 minutes off unless the"
                  + " server is set otherwise."),
          new Line(
              AgentHeaders.NONCE, "16 to 64 letters, digits, `.`, `_`, `-`; never used before."),
          new Line(
              AgentHeaders.SIGNATURE,
              "HMAC-SHA256 with the text after `secret=` of the key file, in lower-case hexadecimal,"
                  + " of six lines joined by line feeds: `ORFEAS-HMAC-SHA256`, method, path with"
                  + " query, timestamp, nonce, and the value of `Content-Digest`, which a request"
                  + " with a body has to have: `sha-256=:BASE64:`, SHA-256 of the body as sent (RFC"
                  + " 9530)."));

  /** A header line of a signed request. */
  private record Line(String header, String meaning) {}

  private OpenApiSecurity() {}

  /** Adds the ways, and that each operation takes any of them as the server is set. */
  static void addTo(ObjectNode document, ObjectNode components) {
    ObjectNode schemes = components.putObject("securitySchemes");
    ArrayNode ways = document.putArray("security");
    // Nothing where the server asks nobody.
    ways.addObject();
    ObjectNode signed = ways.addObject();
    for (Line line : SIGNED) {
      schemes
          .putObject(line.header())
          .put("type", "apiKey")
          .put("in", "header")
          .put("name", line.header())
          .put("description", line.meaning());
      signed.putArray(line.header());
    }
    schemes
        .putObject("token")
        .put("type", "http")
        .put("scheme", "bearer")
        .put("bearerFormat", "JWT")
        .put("description", "Through Envoy, where it has keys to check tokens with.");
    ways.addObject().putArray("token");
  }
}
