package io.orfeas.access;

import io.orfeas.access.v1.Permission;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a verified JWT says.
 *
 * @param subject the {@code sub} claim
 * @param permissions those named in the {@code scope} claim
 */
record TokenClaims(String subject, Set<Permission> permissions) {

  /**
   * Reads the claims.
   *
   * @param scope words separated by blanks, as OAuth 2.0 has them; those that are no permissions
   *     are skipped
   */
  static TokenClaims of(String subject, String scope) {
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    for (String word : scope.toLowerCase(Locale.ROOT).split(" ", -1)) {
      Permissions.find(word).ifPresent(permissions::add);
    }
    return new TokenClaims(subject, permissions);
  }
}
