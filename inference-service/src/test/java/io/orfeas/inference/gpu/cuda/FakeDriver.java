package io.orfeas.inference.gpu.cuda;

import io.orfeas.runtime.testing.Requires;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A driver for machines without one, compiled from {@code src/test/cuda} and loaded under the names
 * that the real libraries have, so that the code that talks to them runs as it does on a card. What
 * it answers is scripted. A process has one, because libraries cannot be unloaded.
 */
public final class FakeDriver {
  private static final Path SOURCES = Path.of("src/test/cuda");
  private static final Path KERNELS = Path.of("src/main/cuda");

  private final Path script;

  private FakeDriver(Path script) {
    this.script = script;
  }

  /** The process's fake driver; skips the test where it cannot be compiled. */
  public static FakeDriver load() {
    String compiler = Requires.program("g++").toString();
    Requires.present("x86-64 Linux", System.getProperty("os.arch").equals("amd64"));
    return Loaded.with(compiler);
  }

  /** What the device is from now on; sizes in bytes. */
  public FakeDriver play(Map<String, Long> figures) {
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(figures).forEach((key, value) -> lines.append(key + " " + value + "\n"));
    try {
      Path next = Files.writeString(script.resolveSibling("next"), lines);
      Files.move(next, script, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return this;
  }

  /** What was asked of streams since the last time, where the script says {@code noted 1}. */
  public List<String> calls() {
    Path file = script.resolveSibling(script.getFileName() + ".calls");
    try {
      List<String> calls = Files.exists(file) ? Files.readAllLines(file) : List.of();
      Files.deleteIfExists(file);
      return calls;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static final class Loaded {
    private static FakeDriver driver;

    static synchronized FakeDriver with(String compiler) {
      if (driver == null) {
        driver = compile(compiler);
      }
      return driver;
    }

    private static FakeDriver compile(String compiler) {
      try {
        Path folder = Files.createTempDirectory("orfeas-fake-driver");
        Path script = folder.resolve("script");
        Path cuda = library(compiler, folder, script, "libcuda.so.1", "fake_cuda.cpp");
        Path runtime = library(compiler, folder, script, "libcudart.so.13", "fake_cudart.cpp");
        Path nvml = library(compiler, folder, script, "libnvidia-ml.so.1", "fake_nvml.cpp", cuda);
        List.of(cuda, runtime, nvml).forEach(path -> System.load(path.toString()));
        return new FakeDriver(script);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    private static Path library(
        String compiler, Path folder, Path script, String name, String source, Path... needs)
        throws IOException {
      Path library = folder.resolve(name);
      List<String> command = new ArrayList<>();
      command.addAll(
          List.of(
              compiler,
              "-std=c++17",
              "-O2",
              "-ffp-contract=off",
              "-shared",
              "-fPIC",
              "-pthread",
              "-Wall",
              "-Werror"));
      command.add("-I" + KERNELS);
      command.add("-DSCRIPT=\"" + script + "\"");
      command.add("-Wl,-soname," + name);
      command.add(SOURCES.resolve(source).toString());
      for (Path need : needs) {
        command.add(need.toString());
      }
      command.addAll(List.of("-o", library.toString()));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes());
      try {
        if (process.waitFor() != 0) {
          throw new IOException(String.join(" ", command) + "\n" + output);
        }
      } catch (InterruptedException hurried) {
        throw new IOException(hurried);
      }
      return library;
    }
  }
}
