package io.orfeas.access.key;

import io.orfeas.access.v1.AgentKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys as a server sees them: looked up by API key, and read again when the file changes. A
 * file that cannot be read keeps the keys that were read before.
 */
public final class KeyRing {
  private static final Logger logger = LoggerFactory.getLogger(KeyRing.class);

  private final Path file;
  private final MasterKey master;
  private final Duration reload;
  private final InstantSource clock;
  private Map<String, Key> keys;
  private FileTime read;
  private Instant looked;

  /**
   * One key, with its secret.
   *
   * @param stored as in the file
   * @param secret what signatures are made with
   */
  public record Key(AgentKey stored, String secret) {
    /** Without the secret, for logs. */
    @Override
    public String toString() {
      return "Key[" + stored.getId() + "]";
    }
  }

  /**
   * Reads the keys.
   *
   * @param reload how often at most the file is looked at
   * @throws IOException when it cannot be read, or was sealed with another master key
   */
  public KeyRing(Path file, MasterKey master, Duration reload, InstantSource clock)
      throws IOException {
    this.file = file;
    this.master = master;
    this.reload = reload;
    this.clock = clock;
    read = Files.getLastModifiedTime(file);
    keys = load();
    looked = clock.instant();
  }

  /** The key of that name, whether it may still be used or not. */
  public Optional<Key> find(String apiKey) {
    return Optional.ofNullable(current().get(ApiKeys.sha256(apiKey)));
  }

  private synchronized Map<String, Key> current() {
    Instant now = clock.instant();
    if (!now.isBefore(looked.plus(reload))) {
      looked = now;
      refresh();
    }
    return keys;
  }

  private void refresh() {
    try {
      FileTime changed = Files.getLastModifiedTime(file);
      if (!changed.equals(read)) {
        keys = load();
        read = changed;
        logger.info("keys: {} read again", keys.size());
      }
    } catch (IOException unreadable) {
      logger.error("keys: not read again, those before stay: {}", unreadable.toString());
    }
  }

  private Map<String, Key> load() throws IOException {
    Map<String, Key> loaded = new HashMap<>();
    for (AgentKey key : KeyFiles.read(file).getKeysList()) {
      loaded.put(key.getApiKeySha256(), new Key(key, secret(key)));
    }
    return Map.copyOf(loaded);
  }

  private String secret(AgentKey key) throws IOException {
    try {
      return master.open(key.getSealedSecret().toByteArray(), key.getApiKeySha256());
    } catch (GeneralSecurityException otherKey) {
      throw new IOException(
          file
              + ": key "
              + key.getId()
              + " cannot be opened (expected: the master key it was made with)",
          otherKey);
    }
  }
}
