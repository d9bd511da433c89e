package io.orfeas.access.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a signature is over. The text that is signed has six lines, joined by {@code \n} with none
 * at the end:
 *
 * <pre>
 * ORFEAS-HMAC-SHA256
 * POST
 * /api/v1/generate?quality=7
 * 1767225600
 * 4f2c9b1e7a6d4c08
 * sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:
 * </pre>
 *
 * <p>Every line is taken as it is sent, unchanged: what is not sent the same way does not match.
 *
 * @param method HTTP method, upper case
 * @param path path and query as in the request line
 * @param timestamp seconds since 1970, decimal
 * @param nonce used once
 * @param contentDigest {@code Content-Digest}; of the empty body where there is none
 */
public record CanonicalRequest(
    String method, String path, String timestamp, String nonce, String contentDigest) {
  private static final String SCHEME = "ORFEAS-HMAC-SHA256";
  private static final String ALGORITHM = "HmacSHA256";

  /** The text that is signed. */
  public String text() {
    return String.join("\n", SCHEME, method, path, timestamp, nonce, contentDigest);
  }

  /**
   * The signature, 64 lower-case hexadecimal characters.
   *
   * @param secret the agent's secret; its characters, as UTF-8, are the key
   */
  public String sign(String secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(text().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Whether a signature is right; takes the same time wherever it differs. */
  public boolean isSignedBy(String secret, String signature) {
    return MessageDigest.isEqual(
        sign(secret).getBytes(StandardCharsets.US_ASCII),
        signature.getBytes(StandardCharsets.UTF_8));
  }
}
