package io.orfeas.launcher.cli;

import io.orfeas.access.signature.Credentials;
import io.orfeas.client.Backoff;
import io.orfeas.client.ClientOptions;
import io.orfeas.client.Picture;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.launcher.LocalServices;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.LogSettings;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.ProtoTime;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code orfeas generate}: a picture in, a mesh file out. */
@Command(
    name = "generate",
    description = {
      "Turns a picture of an object into a textured 3D mesh.",
      "Starts the services in this process, unless --server names one that runs."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class GenerateCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "PICTURE",
      description = "PNG, JPEG or WebP; alpha says what the object is.")
  private Path picture = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where the mesh goes. Default: the picture's name with the format's ending.")
  private @Nullable Path output;

  @Option(
      names = {"-f", "--format"},
      description = "glb, obj, stl or ply. Default: by the output's ending, else glb.")
  private @Nullable String format;

  @Option(
      names = {"-q", "--quality"},
      description = "Detail, 1..10. Default: 7.")
  private @Nullable Integer quality;

  @Option(names = "--size", description = "small, medium or large. Default: medium.")
  private String size = "";

  @Option(names = "--style", description = "realistic, stylized or low_poly. Default: realistic.")
  private String style = "";

  @Option(names = "--max-triangles", paramLabel = "N", description = "Triangle budget.")
  private @Nullable Integer maxTriangles;

  @Option(names = "--depth-scale", paramLabel = "X", description = "Depth, 0.1..4. Default: 1.")
  private @Nullable Double depthScale;

  @Option(names = "--seed", paramLabel = "N", description = "Same picture and seed, same bytes.")
  private @Nullable Long seed;

  @Option(names = "--estimator", paramLabel = "NAME", description = "Which shape estimator to use.")
  private String estimator = "";

  @Option(
      names = "--symmetry",
      paramLabel = "MODE",
      description = "off, auto or on: make the shape its own mirror image. Default: auto.")
  private String symmetry = "";

  @Option(names = "--origin-at", paramLabel = "POINT", description = "center or base.")
  private String originAt = "";

  @Option(names = "--height", paramLabel = "METRES", description = "Height of the object.")
  private @Nullable Double height;

  @Option(names = "--units", description = "m, cm, mm or in. Default: mm in stl, m elsewhere.")
  private String units = "";

  @Option(names = "--up-axis", description = "y or z. Default: z in stl, y elsewhere.")
  private String upAxis = "";

  @Option(names = "--compression", description = "Of glb: none, quantize or meshopt.")
  private String compression = "";

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "For example 500ms or 2s: then the best stage that is finished is written.")
  private @Nullable Duration deadline;

  @Option(names = "--no-cache", description = "Neither look up nor store the result.")
  private boolean noCache;

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      split = ",",
      description = {
        "Use services that run, for example those of `orfeas up`; several, with commas between,",
        "when they know the same: a stream that one loses goes on at the next."
      })
  private List<String> servers = List.of();

  @Option(
      names = "--retries",
      paramLabel = "N",
      description = "With --server: tries in a row after a lost connection. Default: 8.")
  private int retries = Backoff.DEFAULT.attempts();

  @Option(
      names = "--digest-first-bytes",
      paramLabel = "N",
      description = {
        "With --server: a picture at least this long is uploaded only when the server does not know",
        "it. Default: 262144."
      })
  private int digestFirstBytes = ClientOptions.DEFAULT.digestFirstBytes();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "Sign the request with a key that `orfeas keys create` made; with --server.")
  private @Nullable Path key;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(picture)) {
      throw new UsageException("picture: " + picture + " (expected: a file that exists)");
    }
    OutputFile file = OutputFile.of(picture, output, format);
    GenerateRequest request = request(file.format());
    Picture sent = Picture.of(picture);
    if (servers.isEmpty()) {
      // Not closed: the process ends here, and what the cache acknowledged is on the disk. Draining
      // servers that nobody else knows would double the time this takes.
      LocalServices services = LocalServices.start(environment(), new Metrics());
      ClientOptions here =
          ClientOptions.DEFAULT.withBackoff(Backoff.NONE).withDigestFirstBytes(ClientOptions.NEVER);
      file.write(client(file, here).generate(List.of(services.inferenceTarget()), sent, request));
    } else {
      Env env = Env.of(System.getenv());
      LogSettings.check(env);
      env.check();
      file.write(client(file, remote()).generate(servers, sent, request));
    }
    return ExitCode.OK;
  }

  private GenerateClient client(OutputFile file, ClientOptions options) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    return new GenerateClient(
        new StageTable(err, picture, file.path()), err, options, credentials());
  }

  private Optional<Credentials> credentials() throws IOException {
    return key == null ? Optional.empty() : Optional.of(Credentials.read(key));
  }

  private ClientOptions remote() {
    if (retries < 0) {
      throw new UsageException("--retries: " + retries + " (expected: 0 or more)");
    }
    return ClientOptions.DEFAULT
        .withDigestFirstBytes(digestFirstBytes)
        .withBackoff(new Backoff(retries, Backoff.DEFAULT.first(), Backoff.DEFAULT.longest()));
  }

  private GenerateRequest request(String fileFormat) {
    GenerateRequest.Builder request =
        GenerateRequest.newBuilder()
            .setFormat(fileFormat)
            .setSize(size.toLowerCase(Locale.ROOT))
            .setStyle(style.toLowerCase(Locale.ROOT))
            .setEstimator(estimator)
            .setSymmetryMode(symmetry.toLowerCase(Locale.ROOT))
            .setOriginAt(originAt.toLowerCase(Locale.ROOT))
            .setUnits(units.toLowerCase(Locale.ROOT))
            .setUpAxis(upAxis.toLowerCase(Locale.ROOT))
            .setCompression(compression.toLowerCase(Locale.ROOT))
            .setDoNotCache(noCache);
    if (quality != null) {
      request.setQuality(quality);
    }
    if (maxTriangles != null) {
      request.setMaxTriangles(maxTriangles);
    }
    if (depthScale != null) {
      request.setDepthScale(depthScale);
    }
    if (seed != null) {
      request.setSeed(seed);
    }
    if (height != null) {
      request.setHeightM(height);
    }
    if (deadline != null) {
      request.setTimeout(ProtoTime.of(deadline));
    }
    return request.build();
  }

  /** One picture needs no time to drain, and no history. */
  private static Map<String, String> environment() {
    Map<String, String> values = new HashMap<>(System.getenv());
    values.putIfAbsent("ORFEAS_DRAIN_TIMEOUT", "1s");
    values.putIfAbsent("ORFEAS_TELEMETRY_STORE", "memory");
    return values;
  }
}
