package io.orfeas.cache.blob;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orfeas.runtime.Guard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.UUID;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Blobs as objects of an S3-compatible server: {@code PREFIX/ab/abcd....generation}.
 *
 * <p>An upload is written to a local file first, so that nothing is sent before its checksum is
 * known to be right, and what failed can be sent again. It becomes visible as a whole, with its
 * SHA-256, which the server checks. Objects are never overwritten with other bytes.
 */
public final class S3Blobs implements Blobs {
  /** A put of one piece takes at most this. */
  public static final long LONGEST = 5L << 30;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** What was seen of an object, whole or damaged, holds for a while: nobody changes it. */
  private static final Duration TRUSTED = Duration.ofMinutes(1);

  private static final int MOST_TRUSTED = 200_000;

  /**
   * What a put may take more for each so many bytes, one second: a line slower than that is none.
   */
  private static final long BYTES_PER_SECOND = 1 << 20;

  private final S3Calls calls;
  private final S3Client client;
  private final Duration timeout;
  private final String bucket;
  private final String prefix;
  private final Path staging;
  private final Cache<BlobName, Boolean> seen =
      Caffeine.newBuilder().expireAfterWrite(TRUSTED).maximumSize(MOST_TRUSTED).build();

  private S3Blobs(BlobSettings settings, S3Calls calls, Path staging) {
    this.calls = calls;
    this.staging = staging;
    client = client(settings);
    timeout = settings.timeout();
    bucket = settings.location().getHost();
    String path = settings.location().getPath().replaceAll("^/+|/+$", "");
    prefix = path.isEmpty() ? "" : path + "/";
  }

  /**
   * Opens a bucket, which exists.
   *
   * @param guard of the calls to the server
   */
  public static S3Blobs open(BlobSettings settings, Guard guard) throws IOException {
    Path staging = Files.createDirectories(settings.staging());
    Folders.removeAbandoned(staging);
    S3Blobs blobs = new S3Blobs(settings, new S3Calls(guard), staging);
    try {
      blobs.lookAtBucket();
    } catch (IOException away) {
      blobs.close();
      throw away;
    }
    return blobs;
  }

  private static S3Client client(BlobSettings settings) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(settings.region()))
            // With all that is tried again: or a server that hangs would be waited for several
            // times.
            .overrideConfiguration(c -> c.apiCallTimeout(settings.timeout()))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT_TIMEOUT)
                    .socketTimeout(settings.timeout()))
            // Ours is sent with each object; not all servers know the newer trailing ones.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    if (settings.endpoint() != null) {
      builder.endpointOverride(settings.endpoint()).forcePathStyle(true);
    }
    return builder.build();
  }

  @Override
  public Staged stage(BlobName name) throws IOException {
    Path file = staging.resolve(name.text() + "." + UUID.randomUUID());
    return new S3Staged(
        name,
        file,
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  @Override
  public void sync(BlobName name) {
    // The server answers a put when the object is durable.
  }

  @Override
  public boolean isIntact(BlobName name) throws IOException {
    Boolean intact = seen.getIfPresent(name);
    if (intact != null) {
      return intact;
    }
    HeadObjectResponse head =
        calls.find(
            name.text(),
            () ->
                client.headObject(
                    r -> r.bucket(bucket).key(key(name)).checksumMode(ChecksumMode.ENABLED)));
    if (head == null || !isSame(head, name)) {
      return false;
    }
    seen.put(name, true);
    return true;
  }

  @Override
  public Source open(BlobName name) throws IOException {
    return new CheckedSource(
        new S3Source(calls, client, bucket, key(name), name.digest().sizeBytes()),
        name.digest(),
        () -> seen.put(name, false));
  }

  @Override
  public void delete(BlobName name) throws IOException {
    seen.invalidate(name);
    calls.call(name.text(), () -> client.deleteObject(r -> r.bucket(bucket).key(key(name))));
  }

  @Override
  public Collection<BlobName> list() throws IOException {
    return calls.call(
        "list",
        () ->
            client.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix)).contents().stream()
                .flatMap(
                    object -> {
                      String key = object.key();
                      return BlobName.parse(key.substring(key.lastIndexOf('/') + 1), object.size())
                          .stream();
                    })
                .toList());
  }

  @Override
  public boolean isReachable() {
    return calls.areMade();
  }

  @Override
  public void tryAgain() throws IOException {
    lookAtBucket();
  }

  @Override
  public void close() {
    client.close();
  }

  private String key(BlobName name) {
    return prefix + name.text().substring(0, 2) + "/" + name.text();
  }

  private static String checksum(BlobName name) {
    return Base64.getEncoder().encodeToString(name.digest().hashBytes());
  }

  /** Some servers do not keep the checksum; they have checked it when it was put. */
  private static boolean isSame(HeadObjectResponse head, BlobName name) {
    return head.contentLength() == name.digest().sizeBytes()
        && (head.checksumSHA256() == null || head.checksumSHA256().equals(checksum(name)));
  }

  private void lookAtBucket() throws IOException {
    calls.call("bucket " + bucket, () -> client.headBucket(r -> r.bucket(bucket)));
  }

  private final class S3Staged implements Staged {
    private final BlobName name;
    private final Path file;
    private final FileChannel channel;

    S3Staged(BlobName name, Path file, FileChannel channel) {
      this.name = name;
      this.file = file;
      this.channel = channel;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    @Override
    public void seal() throws IOException {
      channel.close();
    }

    @Override
    public void place() throws IOException {
      Duration longest = timeout.plusSeconds(name.digest().sizeBytes() / BYTES_PER_SECOND);
      calls.call(
          name.text(),
          () ->
              client.putObject(
                  r ->
                      r.bucket(bucket)
                          .key(key(name))
                          .checksumSHA256(checksum(name))
                          .overrideConfiguration(c -> c.apiCallTimeout(longest)),
                  RequestBody.fromFile(file)));
      seen.put(name, true);
    }

    @Override
    public void close() {
      try {
        channel.close();
        Files.deleteIfExists(file);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
