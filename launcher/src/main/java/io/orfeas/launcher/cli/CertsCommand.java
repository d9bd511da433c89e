package io.orfeas.launcher.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code orfeas certs}: certificates with which services trust each other, for development. */
@Command(
    name = "certs",
    description = {
      "Makes a certificate authority and a certificate for each service, for development.",
      "ORFEAS_TLS_DIR=FOLDER/inference then makes `orfeas run inference` use its own, and so on.",
      "Run again, it renews the certificates under the same authority."
    },
    mixinStandardHelpOptions = true)
final class CertsCommand implements Callable<Integer> {
  private static final List<String> SERVICES =
      List.of("inference", "cache", "telemetry", "access", "edge");

  @Parameters(paramLabel = "FOLDER", arity = "0..1", description = "Where they go. Default: certs.")
  private Path folder = Path.of("certs");

  @Option(names = "--days", description = "Until they expire. Default: 90.")
  private int days = 90;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "Another host name or address that all certificates are for; may be repeated.")
  private @Nullable List<String> hosts;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException, GeneralSecurityException {
    if (days < 1) {
      throw new UsageException("days: " + days + " (expected: 1 or more)");
    }
    CertificateMaker maker = CertificateMaker.in(folder);
    for (String service : SERVICES) {
      Path made = maker.make(service, hosts == null ? List.of() : hosts, days);
      spec.commandLine().getOut().println(made);
    }
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
