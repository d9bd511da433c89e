package io.orfeas.launcher.cli;

import java.nio.file.Path;

/** What {@code orfeas certs} makes, for tests of other packages. */
public final class TestCertificates {
  private TestCertificates() {}

  /** Makes a certificate for this machine; its folder. */
  public static Path make(Path folder, String service) throws Exception {
    return CertificateMaker.in(folder).make(service, java.util.List.of(), 1);
  }
}
