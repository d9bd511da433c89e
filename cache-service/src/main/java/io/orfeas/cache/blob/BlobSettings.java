package io.orfeas.cache.blob;

import io.orfeas.runtime.Env;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where replicas keep the bytes of blobs together.
 *
 * @param location {@code file:///FOLDER} or {@code s3://BUCKET/PREFIX}
 * @param endpoint of an S3-compatible server other than Amazon's; addressed by path
 * @param region as the server names it
 * @param timeout longest wait for the server to take or give the next bytes
 * @param staging folder for uploads on their way to an object store
 */
public record BlobSettings(
    URI location, @Nullable URI endpoint, String region, Duration timeout, Path staging) {
  private static final String EXPECTED = "(expected: file:///FOLDER or s3://BUCKET/PREFIX)";

  /**
   * Reads {@code ORFEAS_CACHE_BLOBS} and {@code ORFEAS_S3_*}; what cannot be used is noted in
   * {@code env}. Keys come from where all AWS tools look: environment, profile, or service account.
   */
  public static BlobSettings read(Env env, Path folder) {
    String endpoint = env.string("ORFEAS_S3_ENDPOINT", "");
    return new BlobSettings(
        location(env),
        endpoint.isEmpty() ? null : uri(env, "ORFEAS_S3_ENDPOINT", endpoint, "(expected: a URL)"),
        env.string("ORFEAS_S3_REGION", "us-east-1"),
        env.duration("ORFEAS_S3_TIMEOUT", Duration.ofSeconds(10)),
        folder.resolve("staging"));
  }

  private static URI location(Env env) {
    String text = env.string("ORFEAS_CACHE_BLOBS", "");
    URI location = uri(env, "ORFEAS_CACHE_BLOBS", text, EXPECTED);
    boolean file = "file".equals(location.getScheme()) && location.getPath() != null;
    boolean s3 = "s3".equals(location.getScheme()) && location.getHost() != null;
    if (!file && !s3) {
      env.problem("ORFEAS_CACHE_BLOBS: " + text + " " + EXPECTED);
    }
    return location;
  }

  private static URI uri(Env env, String name, String text, String expected) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException malformed) {
      env.problem(name + ": " + text + " " + expected);
      return URI.create("");
    }
  }
}
