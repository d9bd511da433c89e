package io.orfeas.access.key;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's own key, under which agents' secrets lie in the key file: AES-256-GCM, a fresh nonce
 * each time. Kept apart from that file, a copy of which is then of no use.
 */
public final class MasterKey {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKey key;
  private final SecureRandom random = new SecureRandom();

  private MasterKey(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /**
   * Reads the key: 32 bytes in Base64.
   *
   * @throws IOException when it cannot be read or is none
   */
  public static MasterKey read(Path file) throws IOException {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(Files.readString(file).strip());
    } catch (IllegalArgumentException noBase64) {
      throw new IOException(file + ": not Base64 (expected: 32 bytes in Base64)", noBase64);
    }
    if (bytes.length != KEY_BYTES) {
      throw new IOException(
          file + ": " + bytes.length + " bytes (expected: " + KEY_BYTES + " bytes in Base64)");
    }
    return new MasterKey(bytes);
  }

  /** Reads the key, and makes one first where there is none. */
  public static MasterKey readOrCreate(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] bytes = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(bytes);
      PrivateFile.write(file, Base64.getEncoder().encodeToString(bytes) + System.lineSeparator());
    }
    return read(file);
  }

  /**
   * Encrypts a secret.
   *
   * @param owner what it belongs to; needed to open it again
   */
  byte[] seal(String secret, String owner) throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, owner).doFinal(utf8(secret));
    byte[] both = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
    System.arraycopy(sealed, 0, both, NONCE_BYTES, sealed.length);
    return both;
  }

  /**
   * Decrypts a secret.
   *
   * @throws GeneralSecurityException when it was changed, is another owner's, or was sealed by
   *     another key
   */
  String open(byte[] sealed, String owner) throws GeneralSecurityException {
    if (sealed.length < NONCE_BYTES) {
      throw new GeneralSecurityException("sealed secret: too short");
    }
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    byte[] secret =
        cipher(Cipher.DECRYPT_MODE, nonce, owner)
            .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    return new String(secret, StandardCharsets.UTF_8);
  }

  private Cipher cipher(int mode, byte[] nonce, String owner) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(utf8(owner));
    return cipher;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
