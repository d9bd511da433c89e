package io.orfeas.access;

import io.orfeas.access.v1.Permission;
import java.util.Set;

/**
 * Who a request is from, proven.
 *
 * @param agent name
 * @param keyId short name of the key used; empty for a token
 * @param permissions what it may do
 * @param requestsPerMinute 0 for the server's setting
 * @param generationsPerDay 0 for as many as the rate allows
 */
record Caller(
    String agent,
    String keyId,
    Set<Permission> permissions,
    int requestsPerMinute,
    long generationsPerDay) {

  /** Nobody has been proven. */
  static final Caller UNKNOWN = new Caller("", "", Set.of(), 0, 0);

  /** Nobody was asked. */
  static final Caller ANONYMOUS = new Caller("anonymous", "", Set.of(), 0, 0);

  static Caller of(TokenClaims token) {
    return new Caller("token:" + token.subject(), "", token.permissions(), 0, 0);
  }
}
