package io.orfeas.launcher.cli;

import com.google.protobuf.ByteString;
import io.orfeas.client.ClientOptions;
import io.orfeas.client.OrfeasClient;
import io.orfeas.client.Picture;
import io.orfeas.inference.v1.DownloadJobRequest;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GetJobRequest;
import io.orfeas.inference.v1.Job;
import io.orfeas.inference.v1.JobServiceGrpc.JobServiceBlockingStub;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code orfeas job}: generations that nobody waits for. */
@Command(
    name = "job",
    description = "Hands pictures in, asks how far they are, fetches the meshes.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class JobCommand {
  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(
      name = "submit",
      description =
          "Hands pictures in; says the id of each job. Of pictures from 256 KiB only the digest is"
              + " sent where the server knows them.",
      mixinStandardHelpOptions = true)
  int submit(
      @Parameters(arity = "1..*", paramLabel = "PICTURE") List<Path> pictures,
      @Option(
              names = {"-q", "--quality"},
              description = "Detail, 1..10. Default: 7.")
          @Nullable Integer quality,
      @Option(names = "--size", defaultValue = "", description = "small, medium or large.")
          String size,
      @Option(names = "--style", defaultValue = "", description = "realistic, stylized, low_poly.")
          String style)
      throws IOException {
    for (Path picture : pictures) {
      if (!Files.isRegularFile(picture)) {
        throw new UsageException("picture: " + picture + " (expected: a file that exists)");
      }
    }
    GenerateRequest.Builder request =
        GenerateRequest.newBuilder()
            .setSize(size.toLowerCase(Locale.ROOT))
            .setStyle(style.toLowerCase(Locale.ROOT));
    if (quality != null) {
      request.setQuality(quality);
    }
    OrfeasClient client = OrfeasClient.over(ClientOptions.DEFAULT, List.of(jobs().getChannel()));
    for (Path picture : pictures) {
      show(client.submit(Picture.of(picture), request.build()));
    }
    return ExitCode.OK;
  }

  @Command(name = "status", description = "Says how far jobs are.", mixinStandardHelpOptions = true)
  int status(@Parameters(arity = "1..*", paramLabel = "ID") List<String> ids) throws IOException {
    JobServiceBlockingStub jobs = jobs();
    ids.forEach(id -> show(jobs.getJob(GetJobRequest.newBuilder().setId(id).build())));
    return ExitCode.OK;
  }

  @Command(
      name = "download",
      description = "Fetches the mesh of a job that is done.",
      mixinStandardHelpOptions = true)
  int download(
      @Parameters(paramLabel = "ID") String id,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "FILE",
              required = true,
              description = "Where the mesh goes; its ending says the format.")
          Path output)
      throws IOException {
    OutputFile file = OutputFile.of(output, output, null);
    var pieces =
        jobs()
            .downloadJob(
                DownloadJobRequest.newBuilder().setId(id).setFormat(file.format()).build());
    ByteString.Output bytes = ByteString.newOutput();
    while (pieces.hasNext()) {
      pieces.next().getData().writeTo(bytes);
    }
    file.write(bytes.toByteString().toByteArray());
    return ExitCode.OK;
  }

  private JobServiceBlockingStub jobs() throws IOException {
    return server.stub(JobServiceBlockingStub.class);
  }

  private void show(Job job) {
    PrintWriter out = spec.commandLine().getOut();
    String more = job.hasError() ? job.getError().getMessage() : job.getStage();
    out.printf(
        Locale.ROOT,
        "%s  %-10s  %3d %%  %s%n",
        job.getId(),
        job.getStatus(),
        job.getProgress(),
        more);
    out.flush();
  }
}
