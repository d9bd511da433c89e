package io.orfeas.access;

import io.orfeas.access.v1.Permission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Permissions by the names that people write: {@code generate}, {@code artifacts-read}, ... */
public final class Permissions {
  private static final String PREFIX = "PERMISSION_";

  private Permissions() {}

  /** The permission of that name. */
  public static Optional<Permission> find(String name) {
    return real().stream().filter(permission -> name(permission).equals(name)).findFirst();
  }

  /** How people write it. */
  public static String name(Permission permission) {
    return permission.name().substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All names. */
  public static List<String> names() {
    return real().stream().map(Permissions::name).toList();
  }

  /** What an agent gets unless said otherwise: everything but emptying the cache. */
  public static Set<Permission> usual() {
    Set<Permission> usual = EnumSet.copyOf(real());
    usual.remove(Permission.PERMISSION_CACHE_ADMIN);
    return usual;
  }

  private static List<Permission> real() {
    return Arrays.stream(Permission.values())
        .filter(
            permission ->
                permission != Permission.PERMISSION_UNSPECIFIED
                    && permission != Permission.UNRECOGNIZED)
        .toList();
  }
}
