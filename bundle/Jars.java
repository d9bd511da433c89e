import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Copies jars without machine code for other systems and unused parts of CUDA, and without
 * compression: the archive around them compresses better, and classes load faster.
 */
public final class Jars {
  private static final Pattern FOREIGN_JAR =
      Pattern.compile(".*-(windows|osx|macos|linux-aarch_64|linux-arm64|natives-linux-arm).*");

  private static final Pattern FOREIGN_ENTRY =
      Pattern.compile(
          "org/sqlite/native/(?!Linux/x86_64/).*"
              + "|org/bytedeco/cuda/linux-x86_64/(?!libjni(cudart|nvml)).*");

  private Jars() {}

  /** Arguments: the folder to read, the folder to write. */
  public static void main(String[] arguments) throws IOException {
    Path to = Path.of(arguments[1]);
    List<Path> jars;
    try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
    for (Path jar : jars) {
      if (!FOREIGN_JAR.matcher(jar.getFileName().toString()).matches()) {
        copy(jar, to.resolve(jar.getFileName()));
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (ZipFile jar = new ZipFile(from.toFile())) {
      List<? extends ZipEntry> entries = Collections.list(jar.entries());
      try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
        out.setMethod(ZipOutputStream.STORED);
        for (ZipEntry entry : entries) {
          if (!FOREIGN_ENTRY.matcher(entry.getName()).matches()) {
            store(out, entry, jar.getInputStream(entry).readAllBytes());
          }
        }
      }
    }
  }

  private static void store(ZipOutputStream out, ZipEntry from, byte[] bytes) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    ZipEntry entry = new ZipEntry(from.getName());
    entry.setTime(from.getTime());
    entry.setSize(bytes.length);
    entry.setCrc(sum.getValue());
    out.putNextEntry(entry);
    out.write(bytes);
  }
}
