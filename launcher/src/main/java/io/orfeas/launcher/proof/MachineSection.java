package io.orfeas.launcher.proof;

import io.orfeas.inference.gpu.ComputeDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the machine is. Without a GPU it is skipped, with the reason. */
final class MachineSection implements Section {
  static final String NAME = "machine";
  private static final Pattern DRIVER = Pattern.compile("(\\d{3}\\.\\d+(?:\\.\\d+)?)");
  private static final Pattern CPU = Pattern.compile("(?m)^model name\\s*: (.+)$");
  private static final Pattern MEMORY = Pattern.compile("MemTotal:\\s*(\\d+) kB");
  private static final String UNKNOWN = "unknown";
  private static final int KIBI_PER_GIBI = 1 << 20;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "Machine";
  }

  @Override
  public String mark() {
    return "";
  }

  @Override
  public Finding run(ProofSettings settings) throws IOException, InterruptedException {
    try (ComputeDevice device = Gpu.open()) {
      String text = "compute device: " + device.description();
      if (!device.isGpu()) {
        return Finding.skipped(text);
      }
      return new Finding(
          Verdict.MEASURED,
          "%s, driver %s; %s, %d processors, %s GiB; %s %s, Java %s"
              .formatted(
                  text,
                  driver(),
                  found(CPU, "/proc/cpuinfo"),
                  Runtime.getRuntime().availableProcessors(),
                  memory(),
                  System.getProperty("os.name"),
                  System.getProperty("os.version"),
                  System.getProperty("java.runtime.version")),
          List.of());
    }
  }

  /** The driver's version; where the kernel does not tell it, as under gVisor, its tool may. */
  private static String driver() throws IOException, InterruptedException {
    String version = found(DRIVER, "/proc/driver/nvidia/version");
    Optional<String> tool = Tool.find("nvidia-smi");
    if (!version.equals(UNKNOWN) || tool.isEmpty()) {
      return version;
    }
    List<String> command =
        List.of(tool.get(), "--query-gpu=driver_version", "--format=csv,noheader");
    Matcher told = DRIVER.matcher(Tool.run(command, Duration.ofMinutes(1)).output());
    return told.find() ? told.group() : UNKNOWN;
  }

  private static String memory() {
    String kibi = found(MEMORY, "/proc/meminfo");
    return kibi.matches("\\d+") ? Long.toString(Long.parseLong(kibi) / KIBI_PER_GIBI) : kibi;
  }

  private static String found(Pattern pattern, String file) {
    try {
      Matcher matcher = pattern.matcher(Files.readString(Path.of(file)));
      return matcher.find() ? matcher.group(1).strip() : UNKNOWN;
    } catch (IOException absent) {
      return UNKNOWN;
    }
  }
}
