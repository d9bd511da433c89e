package io.orfeas.access.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** SHA-256 of a body, fed piece by piece, written as {@code Content-Digest} (RFC 9530). */
public final class ContentDigest {
  private final MessageDigest sha256 = sha256();

  /** The digest of a whole body. */
  public static String of(byte[] body) {
    ContentDigest digest = new ContentDigest();
    digest.update(body);
    return digest.value();
  }

  /** The next piece. */
  public void update(byte[] piece) {
    sha256.update(piece);
  }

  /** {@code sha-256=:BASE64:} of all pieces; begins anew. */
  public String value() {
    return "sha-256=:" + Base64.getEncoder().encodeToString(sha256.digest()) + ":";
  }

  /** Whether all pieces have the given digest; begins anew. */
  public boolean matches(String expected) {
    return MessageDigest.isEqual(
        value().getBytes(StandardCharsets.US_ASCII), expected.getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
