package io.orfeas.inference.pipeline;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The identity of a request: equal keys mean equal results.
 *
 * <p>SHA-256 over a versioned canonical encoding: a domain tag and version, then every part in
 * fixed order, numbers big-endian, floating point as IEEE 754 bits, text as UTF-8 with its length
 * before it. Neither the order in which a client named its parameters nor leaving a default out
 * changes it; serialized messages are not hashed, because their encoding is not canonical.
 */
public final class RequestKey {
  private static final String DOMAIN = "orfeas.request";
  private static final int ENCODING_VERSION = 2;

  private RequestKey() {}

  /**
   * The key of a request, 64 lower-case hexadecimal characters.
   *
   * @param imageSha256 digest of the picture's bytes, 64 lower-case hexadecimal characters
   * @param options everything that shapes the result
   * @param estimatorDigest version of the estimator's method and weights
   * @param pipelineVersion version of everything else
   */
  public static String of(
      String imageSha256,
      GenerationOptions options,
      String estimatorDigest,
      String pipelineVersion) {
    ByteArrayOutputStream canonical = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(canonical)) {
      text(out, DOMAIN);
      out.writeInt(ENCODING_VERSION);
      text(out, imageSha256);
      out.writeInt(options.quality());
      text(out, options.size().wireName());
      text(out, options.style().wireName());
      out.writeInt(options.maxTriangles());
      out.writeLong(options.seed());
      text(out, options.estimator());
      out.writeLong(Double.doubleToLongBits(options.depthScale()));
      text(out, options.symmetry().wireName());
      text(out, estimatorDigest);
      text(out, pipelineVersion);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return sha256(canonical.toByteArray());
  }

  /** SHA-256 of bytes, 64 lower-case hexadecimal characters. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", impossible);
    }
  }

  private static void text(DataOutputStream out, String value) throws IOException {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }
}
