package io.orfeas.client;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.orfeas.artifact.v1.Artifact;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GetArtifactRequest;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceStub;
import io.orfeas.inference.v1.Job;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * Makes meshes from pictures, through one or more servers that know the same: inference services,
 * or edges before them. Safe for use by many threads.
 */
public final class OrfeasClient {
  private final Replicas replicas;
  private final ClientOptions options;

  private OrfeasClient(List<Channel> channels, ClientOptions options) {
    replicas = new Replicas(channels);
    this.options = options;
  }

  /**
   * A client with default options.
   *
   * @param targets {@code host:port} of each server, without TLS
   */
  public static OrfeasClient connect(String... targets) {
    return connect(ClientOptions.DEFAULT, List.of(targets));
  }

  /** A client of the servers at these {@code host:port}, without TLS. */
  public static OrfeasClient connect(ClientOptions options, List<String> targets) {
    return over(options, targets.stream().map(OrfeasClient::channel).toList());
  }

  /**
   * A client over channels of the caller's making, for example with TLS or credentials. They stay
   * the caller's to close, and must allow messages as large as the pictures.
   */
  public static OrfeasClient over(ClientOptions options, List<Channel> channels) {
    return new OrfeasClient(channels, options);
  }

  /**
   * Asks for a mesh of a picture. Calls begin when the first event is asked for.
   *
   * @param parameters how to make it; its {@code image} and {@code image_sha256} are not looked at
   */
  public EventStream generate(Picture picture, GenerateRequest parameters) {
    return new EventStream(replicas, new Asked(picture, parameters, options), options);
  }

  /**
   * Hands a picture in as a job, which nobody has to wait for.
   *
   * @param parameters as for {@link #generate}
   * @return the job with its id; a result that is known already is a job that is done
   * @throws StatusRuntimeException the job was refused, or no replica could be reached
   */
  public Job submit(Picture picture, GenerateRequest parameters) {
    return new Submission(replicas, new Asked(picture, parameters, options), options).run();
  }

  /**
   * The bytes of an artifact.
   *
   * @param format {@code glb}, {@code obj}, {@code stl} or {@code ply}; empty for {@code glb}
   * @throws StatusRuntimeException {@code NOT_FOUND} when it is no longer stored, {@code DATA_LOSS}
   *     when what came is not what the digest names (only for {@code glb})
   */
  public byte[] download(Artifact artifact, String format) {
    return download(artifact, GenerateRequest.newBuilder().setFormat(format).build());
  }

  /**
   * The file that a request asked for: its format, placement, units and compression.
   *
   * @throws StatusRuntimeException as for {@link #download(Artifact, String)}
   */
  public byte[] download(Artifact artifact, GenerateRequest parameters) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new Download(replicas, options, artifact.getDigest(), wanted(parameters), Sink.to(bytes))
          .run();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /**
   * Downloads an artifact into a file, which appears when all of it is there and verified.
   *
   * @param format as for {@link #download(Artifact, String)}, with the same failures
   */
  public void download(Artifact artifact, String format, Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        GetArtifactRequest wanted = GetArtifactRequest.newBuilder().setFormat(format).build();
        new Download(replicas, options, artifact.getDigest(), wanted, Sink.to(channel)).run();
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static GetArtifactRequest wanted(GenerateRequest parameters) {
    GetArtifactRequest.Builder wanted =
        GetArtifactRequest.newBuilder()
            .setFormat(parameters.getFormat())
            .setOriginAt(parameters.getOriginAt())
            .setUnits(parameters.getUnits())
            .setUpAxis(parameters.getUpAxis())
            .setCompression(parameters.getCompression());
    if (parameters.hasHeightM()) {
      wanted.setHeightM(parameters.getHeightM());
    }
    return wanted.build();
  }

  private static Channel channel(String target) {
    return GrpcClients.builder("gproto+http://" + target + "/")
        .responseTimeout(Duration.ZERO)
        .maxResponseLength(0)
        .build(InferenceServiceStub.class)
        .getChannel();
  }
}
