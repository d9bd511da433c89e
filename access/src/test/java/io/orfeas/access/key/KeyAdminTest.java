package io.orfeas.access.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.access.MovableClock;
import io.orfeas.access.signature.Credentials;
import io.orfeas.access.v1.AgentKey;
import io.orfeas.access.v1.Permission;
import io.orfeas.runtime.ProtoTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyAdminTest {
  private static final KeyOptions OPTIONS =
      new KeyOptions("bot", Set.of(Permission.PERMISSION_GENERATE), KeyOptions.LIFETIME, 7, 9);

  @TempDir Path folder;

  private final MovableClock clock = new MovableClock();
  private Path file;
  private MasterKey master;
  private KeyAdmin admin;

  @BeforeEach
  void makeKeys() throws IOException {
    file = folder.resolve("keys.json");
    master = MasterKey.readOrCreate(folder.resolve("master.key"));
    admin = new KeyAdmin(file, master, clock);
  }

  @Test
  void create_keepsNeitherApiKeyNorSecret() throws IOException {
    Credentials credentials = admin.create(OPTIONS);

    assertThat(Files.readString(file))
        .doesNotContain(credentials.apiKey())
        .doesNotContain(credentials.secret());
    assertThat(credentials.toString()).doesNotContain(credentials.secret());
  }

  @Test
  void create_filesAreTheOwnersAlone() throws IOException {
    admin.create(OPTIONS);

    for (Path secret : List.of(file, folder.resolve("master.key"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void create_key_expiresAfterItsLifetime() throws IOException {
    admin.create(OPTIONS);

    AgentKey key = admin.list().get(0);

    assertThat(ProtoTime.toInstant(key.getExpireTime()))
        .isEqualTo(clock.instant().plus(Duration.ofDays(90)));
    assertThat(key.getPermissionsList()).containsExactly(Permission.PERMISSION_GENERATE);
  }

  @Test
  void rotate_oldKeyGoesOnForTheOverlapOnly() throws IOException {
    Credentials old = admin.create(OPTIONS);

    Credentials next = admin.rotate("bot", KeyOptions.LIFETIME, Duration.ofDays(7));

    KeyRing ring = new KeyRing(file, master, Duration.ZERO, clock);
    clock.pass(Duration.ofDays(6));
    assertThat(usable(ring, old)).isTrue();
    assertThat(usable(ring, next)).isTrue();
    clock.pass(Duration.ofDays(2));
    assertThat(usable(ring, old)).isFalse();
    assertThat(usable(ring, next)).isTrue();
    assertThat(ring.find(next.apiKey()).orElseThrow().stored().getGenerationsPerDay()).isEqualTo(9);
  }

  @Test
  void rotate_agentWithoutAKeyThatWorks_isRefused() throws IOException {
    admin.create(OPTIONS);
    admin.revoke("bot");

    assertThatThrownBy(() -> admin.rotate("bot", KeyOptions.LIFETIME, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("agent: bot (expected: one with a key that works)");
  }

  @Test
  void revoke_byAgentOrId_endsWhatIsMeant() throws IOException {
    admin.create(OPTIONS);
    admin.create(OPTIONS);

    assertThat(admin.revoke(admin.list().get(0).getId())).isEqualTo(1);
    assertThat(admin.revoke("bot")).isEqualTo(1);
    assertThat(admin.revoke("nobody")).isZero();
    assertThat(admin.list()).allMatch(AgentKey::hasRevokeTime);
  }

  @Test
  void keyRing_fileChanges_areSeen() throws IOException {
    Credentials first = admin.create(OPTIONS);
    KeyRing ring = new KeyRing(file, master, Duration.ofSeconds(2), clock);
    Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1));

    Credentials second = admin.create(OPTIONS);

    assertThat(ring.find(second.apiKey())).isEmpty();
    clock.pass(Duration.ofSeconds(2));
    assertThat(ring.find(second.apiKey())).isPresent();
    assertThat(ring.find(first.apiKey()).orElseThrow().secret()).isEqualTo(first.secret());
  }

  @Test
  void keyRing_damagedFile_keepsTheKeysItHas() throws IOException {
    Credentials credentials = admin.create(OPTIONS);
    KeyRing ring = new KeyRing(file, master, Duration.ZERO, clock);

    Files.writeString(file, "{");
    Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1));

    assertThat(ring.find(credentials.apiKey())).isPresent();
  }

  @Test
  void keyRing_otherMasterKey_isRefused() throws IOException {
    admin.create(OPTIONS);
    MasterKey other = MasterKey.readOrCreate(folder.resolve("other.key"));

    assertThatThrownBy(() -> new KeyRing(file, other, Duration.ZERO, clock))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected: the master key it was made with");
  }

  @Test
  void keyRing_secretMovedToAnotherKey_isRefused() throws IOException {
    admin.create(OPTIONS);
    admin.create(OPTIONS);
    List<AgentKey> keys = admin.list();

    KeyFiles.write(
        file,
        io.orfeas.access.v1.KeyFile.newBuilder()
            .addKeys(keys.get(0).toBuilder().setSealedSecret(keys.get(1).getSealedSecret()))
            .build());

    assertThatThrownBy(() -> new KeyRing(file, master, Duration.ZERO, clock))
        .isInstanceOf(IOException.class);
  }

  @Test
  void options_outOfRange_areRefused() {
    assertThatThrownBy(() -> new KeyOptions("a b", Set.of(), KeyOptions.LIFETIME, 0, 0))
        .hasMessage("agent: a b (expected: 1 to 64 letters, digits, '.', '_' or '-')");
  }

  private boolean usable(KeyRing ring, Credentials credentials) {
    return KeyAdmin.isUsable(
        ring.find(credentials.apiKey()).orElseThrow().stored(), clock.instant());
  }
}
