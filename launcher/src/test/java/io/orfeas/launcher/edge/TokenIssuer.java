package io.orfeas.launcher.edge;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;

/** Issues tokens as an OpenID provider would. */
final class TokenIssuer {
  private final KeyPair keys = keys();

  /** The public key as a JWKS file; that file. */
  Path writeKeys(Path file) throws Exception {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    return Files.writeString(
        file,
        """
        {"keys":[{"kty":"RSA","alg":"RS256","use":"sig","kid":"test","n":"%s","e":"%s"}]}
        """
            .formatted(number(key.getModulus()), number(key.getPublicExponent())));
  }

  /** A token for alice. */
  String token(String audience, String scope, long seconds) throws Exception {
    String head = text("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"test\"}");
    String claims =
        text(
            "{\"sub\":\"alice\",\"aud\":\"%s\",\"scope\":\"%s\",\"exp\":%d}"
                .formatted(audience, scope, Instant.now().getEpochSecond() + seconds));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(keys.getPrivate());
    signature.update((head + "." + claims).getBytes(StandardCharsets.US_ASCII));
    return head + "." + claims + "." + base64(signature.sign());
  }

  private static String number(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int sign = bytes[0] == 0 ? 1 : 0;
    return base64(java.util.Arrays.copyOfRange(bytes, sign, bytes.length));
  }

  private static String text(String json) {
    return base64(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
