package io.orfeas.launcher.monitoring;

import io.orfeas.access.key.KeyAdmin;
import io.orfeas.access.key.KeyOptions;
import io.orfeas.access.key.MasterKey;
import io.orfeas.access.signature.RequestSigner;
import io.orfeas.access.v1.Permission;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/** Who calls the mesh: an agent that may, and one that is soon told to wait. */
final class Agents {
  private static final Set<Permission> ALL =
      Set.of(
          Permission.PERMISSION_GENERATE,
          Permission.PERMISSION_ARTIFACTS_READ,
          Permission.PERMISSION_CACHE_READ,
          Permission.PERMISSION_TELEMETRY_READ);

  private final Path keys;
  private final Path master;
  private final Path audit;
  private final RequestSigner known;
  private final RequestSigner hasty;

  Agents(Path folder) throws IOException {
    keys = folder.resolve("keys.json");
    master = folder.resolve("master.key");
    audit = folder.resolve("audit.jsonl");
    KeyAdmin admin = new KeyAdmin(keys, MasterKey.readOrCreate(master), InstantSource.system());
    known = signer(admin, "known", 1_000_000);
    hasty = signer(admin, "hasty", 1);
  }

  /** What the access service must be told. */
  Map<String, String> settings() {
    return Map.of(
        "ORFEAS_ACCESS",
        "keys",
        "ORFEAS_KEY_FILE",
        keys.toString(),
        "ORFEAS_MASTER_KEY_FILE",
        master.toString(),
        "ORFEAS_AUDIT_FILE",
        audit.toString(),
        // All come from one address, and some fail on purpose.
        "ORFEAS_LIMIT_ADDRESS_PER_HOUR",
        "1000000",
        "ORFEAS_LIMIT_FAILURES_PER_MINUTE",
        "1000000");
  }

  /** Headers of a request that is let pass. */
  Map<String, String> known(String method, String path, byte[] body) {
    return known.headers(method, path, body);
  }

  /** Headers of a request that is refused from its second one in a minute on. */
  Map<String, String> hasty(String method, String path, byte[] body) {
    return hasty.headers(method, path, body);
  }

  private static RequestSigner signer(KeyAdmin admin, String name, int perMinute)
      throws IOException {
    KeyOptions options = new KeyOptions(name, ALL, KeyOptions.LIFETIME, perMinute, 0);
    return new RequestSigner(admin.create(options), InstantSource.system());
  }
}
