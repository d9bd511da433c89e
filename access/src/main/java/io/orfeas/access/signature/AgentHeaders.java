package io.orfeas.access.signature;

import java.util.List;

/** The header lines of a signed request, in lower case. */
public final class AgentHeaders {
  /** What a request is called, in answers and logs. */
  public static final String REQUEST_ID = "x-request-id";

  /** Which key: the API key. */
  public static final String API_KEY = "x-agent-api-key";

  /** When it was signed: seconds since 1970. */
  public static final String TIMESTAMP = "x-agent-timestamp";

  /** Once only: 16 to 64 letters, digits, {@code -}, {@code _} or {@code .}, never used before. */
  public static final String NONCE = "x-agent-nonce";

  /** HMAC-SHA256 of the canonical request, 64 lower-case hexadecimal characters. */
  public static final String SIGNATURE = "x-agent-signature";

  /** Digest of the body as it is sent, in the form of RFC 9530: {@code sha-256=:BASE64:}. */
  public static final String CONTENT_DIGEST = "content-digest";

  /** Who the edge found the caller to be; set by the edge, never believed from outside. */
  public static final String VERIFIED_AGENT = "x-orfeas-agent";

  /** What no service behind the edge needs to see. */
  public static final List<String> CREDENTIALS = List.of(API_KEY, TIMESTAMP, NONCE, SIGNATURE);

  private AgentHeaders() {}
}
