package io.orfeas.access.key;

import com.google.protobuf.ByteString;
import io.orfeas.access.signature.Credentials;
import io.orfeas.access.v1.AgentKey;
import io.orfeas.access.v1.KeyFile;
import io.orfeas.runtime.ProtoTime;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;

/** Makes, rotates, revokes and lists keys. Several may do so at once; servers follow the file. */
public final class KeyAdmin {
  private static final int API_KEY_BYTES = 18;
  private static final int SECRET_BYTES = 32;
  private static final int ID_LENGTH = 12;

  private final Path file;
  private final MasterKey master;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /** Works on a file, which need not exist yet. */
  public KeyAdmin(Path file, MasterKey master, InstantSource clock) {
    this.file = file;
    this.master = master;
    this.clock = clock;
  }

  /** Makes a key. What is returned is not kept anywhere. */
  public Credentials create(KeyOptions options) throws IOException {
    Credentials credentials = newCredentials();
    AgentKey key = key(options, credentials);
    update(keys -> keys.toBuilder().addKeys(key).build());
    return credentials;
  }

  /**
   * Makes a new key with the permissions and limits of the agent's newest, and lets the old ones
   * end after the overlap.
   *
   * @throws IllegalArgumentException when the agent has no key that still works
   */
  public Credentials rotate(String agent, Duration lifetime, Duration overlap) throws IOException {
    Instant now = clock.instant();
    Credentials credentials = newCredentials();
    update(
        keys -> {
          AgentKey newest =
              keys.getKeysList().stream()
                  .filter(key -> key.getAgent().equals(agent) && isUsable(key, now))
                  .max(Comparator.comparing(key -> ProtoTime.toInstant(key.getCreateTime())))
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "agent: " + agent + " (expected: one with a key that works)"));
          KeyOptions options =
              new KeyOptions(
                  agent,
                  new HashSet<>(newest.getPermissionsList()),
                  lifetime,
                  newest.getRequestsPerMinute(),
                  newest.getGenerationsPerDay());
          KeyFile.Builder next = KeyFile.newBuilder();
          for (AgentKey key : keys.getKeysList()) {
            boolean old = key.getAgent().equals(agent) && isUsable(key, now);
            next.addKeys(old ? endingBy(key, now.plus(overlap)) : key);
          }
          return next.addKeys(key(options, credentials)).build();
        });
    return credentials;
  }

  /**
   * Ends keys at once.
   *
   * @param name of an agent, for all its keys, or the id of one key
   * @return how many were ended
   */
  public int revoke(String name) throws IOException {
    Instant now = clock.instant();
    int[] ended = new int[1];
    update(
        keys -> {
          KeyFile.Builder next = KeyFile.newBuilder();
          for (AgentKey key : keys.getKeysList()) {
            boolean meant = key.getAgent().equals(name) || key.getId().equals(name);
            boolean ends = meant && !key.hasRevokeTime();
            ended[0] += ends ? 1 : 0;
            next.addKeys(ends ? key.toBuilder().setRevokeTime(ProtoTime.of(now)).build() : key);
          }
          return next.build();
        });
    return ended[0];
  }

  /** All keys, oldest first. */
  public List<AgentKey> list() throws IOException {
    return KeyFiles.read(file).getKeysList();
  }

  /** Whether a key is neither expired nor revoked. */
  public static boolean isUsable(AgentKey key, Instant now) {
    return !key.hasRevokeTime() && now.isBefore(ProtoTime.toInstant(key.getExpireTime()));
  }

  private AgentKey key(KeyOptions options, Credentials credentials) {
    String hash = ApiKeys.sha256(credentials.apiKey());
    Instant now = clock.instant();
    return AgentKey.newBuilder()
        .setId(hash.substring(0, ID_LENGTH))
        .setAgent(options.agent())
        .setApiKeySha256(hash)
        .setSealedSecret(ByteString.copyFrom(seal(credentials.secret(), hash)))
        .addAllPermissions(options.permissions().stream().sorted().toList())
        .setCreateTime(ProtoTime.of(now))
        .setExpireTime(ProtoTime.of(now.plus(options.lifetime())))
        .setRequestsPerMinute(options.requestsPerMinute())
        .setGenerationsPerDay(options.generationsPerDay())
        .build();
  }

  private byte[] seal(String secret, String owner) {
    try {
      return master.seal(secret, owner);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Credentials newCredentials() {
    return new Credentials("orf_" + randomText(API_KEY_BYTES), randomText(SECRET_BYTES));
  }

  private String randomText(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private void update(UnaryOperator<KeyFile> change) throws IOException {
    Path lock = file.resolveSibling(file.getFileName() + ".lock");
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      if (held.isValid()) {
        KeyFiles.write(file, change.apply(KeyFiles.read(file)));
      }
    }
  }

  private static AgentKey endingBy(AgentKey key, Instant end) {
    boolean sooner = end.isBefore(ProtoTime.toInstant(key.getExpireTime()));
    return sooner ? key.toBuilder().setExpireTime(ProtoTime.of(end)).build() : key;
  }
}
