package io.orfeas.runtime;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who this process is among the services, and whom it believes: a folder with {@code tls.crt} (its
 * certificate with the chain), {@code tls.key} (PKCS #8) and {@code ca.crt} (whose certificates it
 * accepts), all PEM; a Kubernetes secret of cert-manager is just that.
 *
 * <p>New connections use the files as they are now: a certificate that is renewed takes effect
 * within seconds, without a restart. Files that cannot be used leave the ones before in place.
 */
final class Identity implements TlsProvider {
  private static final Logger logger = LoggerFactory.getLogger(Identity.class);
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
  private static final String CERTIFICATE = "tls.crt";
  private static final String KEY = "tls.key";
  private static final String AUTHORITY = "ca.crt";

  private final Path folder;
  private Loaded loaded;
  private long looked = System.nanoTime();

  private record Loaded(
      TlsKeyPair own, List<X509Certificate> authorities, List<FileTime> changed) {}

  private Identity(Path folder, Loaded loaded) {
    this.folder = folder;
    this.loaded = loaded;
  }

  /**
   * Reads the folder.
   *
   * @throws UncheckedIOException when it lacks a file, or holds one that cannot be used
   */
  static Identity read(Path folder) {
    try {
      return new Identity(folder, load(folder));
    } catch (IOException | CertificateException | IllegalArgumentException unusable) {
      throw new UncheckedIOException(
          new IOException(
              folder + ": " + unusable + " (expected: tls.crt, tls.key and ca.crt, in PEM)",
              unusable));
    }
  }

  @Override
  public TlsKeyPair keyPair(String hostname) {
    return current().own();
  }

  @Override
  public List<X509Certificate> trustedCertificates(String hostname) {
    return current().authorities();
  }

  private synchronized Loaded current() {
    long now = System.nanoTime();
    if (now - looked >= LOOK_NANOS) {
      looked = now;
      refresh();
    }
    return loaded;
  }

  private void refresh() {
    try {
      if (!changed(folder).equals(loaded.changed())) {
        loaded = load(folder);
        logger.info(
            "certificate: {} read again, good until {}",
            folder,
            loaded.own().certificateChain().get(0).getNotAfter().toInstant());
      }
    } catch (IOException | CertificateException | IllegalArgumentException unusable) {
      logger.error("certificate: not read again, the one before stays: {}", unusable.toString());
    }
  }

  private static Loaded load(Path folder) throws IOException, CertificateException {
    List<FileTime> changed = changed(folder);
    TlsKeyPair own =
        TlsKeyPair.of(folder.resolve(KEY).toFile(), folder.resolve(CERTIFICATE).toFile());
    try (InputStream file = Files.newInputStream(folder.resolve(AUTHORITY))) {
      List<X509Certificate> authorities =
          CertificateFactory.getInstance("X.509").generateCertificates(file).stream()
              .map(X509Certificate.class::cast)
              .toList();
      return new Loaded(own, authorities, changed);
    }
  }

  private static List<FileTime> changed(Path folder) throws IOException {
    return List.of(
        Files.getLastModifiedTime(folder.resolve(CERTIFICATE)),
        Files.getLastModifiedTime(folder.resolve(KEY)),
        Files.getLastModifiedTime(folder.resolve(AUTHORITY)));
  }
}
