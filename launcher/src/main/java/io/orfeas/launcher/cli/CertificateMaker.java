package io.orfeas.launcher.cli;

import io.orfeas.access.key.PrivateFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A certificate authority in a folder, with the JDK's {@code keytool}. Each certificate gets a
 * folder as cert-manager fills a secret: {@code tls.crt}, {@code tls.key}, {@code ca.crt}.
 */
final class CertificateMaker {
  private static final String AUTHORITY = "authority";
  private static final int AUTHORITY_DAYS = 3650;
  private static final int PASSWORD_BYTES = 24;

  private final Path folder;
  private final Path store;
  private final String password;

  private CertificateMaker(Path folder, Path store, String password) {
    this.folder = folder;
    this.store = store;
    this.password = password;
  }

  /** The authority of a folder, made if there is none. */
  static CertificateMaker in(Path folder) throws IOException, InterruptedException {
    Path store = folder.resolve("authority.p12");
    Path secret = folder.resolve("authority.password");
    if (Files.exists(store)) {
      return new CertificateMaker(folder, store, Files.readString(secret).strip());
    }
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    PrivateFile.write(secret, password + System.lineSeparator());
    CertificateMaker maker = new CertificateMaker(folder, store, password);
    maker.generate(
        AUTHORITY,
        "Orfeas development authority",
        AUTHORITY_DAYS,
        List.of(
            "-ext", "bc:critical=ca:true,pathlen:0", "-ext", "ku:critical=keyCertSign,cRLSign"));
    if (Files.getFileStore(store).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-------"));
    }
    return maker;
  }

  /**
   * Makes a certificate, or renews it, for both ends of connections.
   *
   * @param service name of the service, and of its folder
   * @param hosts what else it is reached as
   */
  Path make(String service, List<String> hosts, int days)
      throws IOException, InterruptedException, GeneralSecurityException {
    String alias = service + "-" + HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    generate(
        alias,
        service,
        days,
        List.of(
            "-signer",
            AUTHORITY,
            "-ext",
            "san=" + names(service, hosts),
            "-ext",
            "eku=serverAuth,clientAuth",
            "-ext",
            "ku:critical=digitalSignature"));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, password.toCharArray());
    }
    Path made = folder.resolve(service);
    Key key = keys.getKey(alias, password.toCharArray());
    Certificate authority = keys.getCertificate(AUTHORITY);
    PrivateFile.write(made.resolve("ca.crt"), pem("CERTIFICATE", authority.getEncoded()));
    PrivateFile.write(made.resolve("tls.key"), pem("PRIVATE KEY", key.getEncoded()));
    PrivateFile.write(
        made.resolve("tls.crt"), pem("CERTIFICATE", keys.getCertificate(alias).getEncoded()));
    // The authority keeps nothing but itself.
    keys.deleteEntry(alias);
    try (OutputStream out = Files.newOutputStream(store)) {
      keys.store(out, password.toCharArray());
    }
    return made;
  }

  private static String names(String service, List<String> hosts) {
    List<String> names = new ArrayList<>();
    names.add("dns:" + service);
    names.add("dns:" + service + ".orfeas");
    names.add("dns:" + service + ".orfeas.svc");
    names.add("dns:localhost");
    names.add("ip:127.0.0.1");
    for (String host : hosts) {
      names.add((host.matches("[0-9.]+|.*:.*") ? "ip:" : "dns:") + host);
    }
    return String.join(",", names);
  }

  private void generate(String alias, String name, int days, List<String> more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + name + ",O=Orfeas"));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-validity", Integer.toString(days)));
    command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass:env", "KEYSTORE_PASSWORD"));
    command.addAll(more);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KEYSTORE_PASSWORD", password);
    Process keytool = builder.start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: " + output.strip());
    }
  }

  private static String pem(String type, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, body, type);
  }
}
