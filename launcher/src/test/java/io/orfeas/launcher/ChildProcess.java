package io.orfeas.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of its own, most often the {@code orfeas} command on this test's class path. */
public final class ChildProcess implements AutoCloseable {
  private final Process process;
  private final Thread reader;
  private final StringBuilder output = new StringBuilder();
  private boolean ended;

  private ChildProcess(Process process) {
    this.process = process;
    reader = new Thread(this::read, "child-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Runs {@code orfeas} with some arguments. */
  public static ChildProcess start(
      Path folder, Map<String, String> environment, String... arguments) throws IOException {
    return start(folder, environment, List.of(), arguments);
  }

  /** Runs {@code orfeas} with some arguments in a JVM with some options. */
  public static ChildProcess start(
      Path folder, Map<String, String> environment, List<String> options, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add("io.orfeas.launcher.cli.Main");
    command.addAll(List.of(arguments));
    return program(folder, environment, command.toArray(String[]::new));
  }

  /** Any other program. */
  static ChildProcess program(Path folder, Map<String, String> environment, String... command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile()).environment().putAll(environment);
    return start(builder);
  }

  /** Runs any program. */
  public static ChildProcess start(ProcessBuilder builder) throws IOException {
    return new ChildProcess(builder.redirectErrorStream(true).start());
  }

  /** Waits for the end, for two minutes at most; the exit code. */
  public int await() throws InterruptedException {
    return await(Duration.ofMinutes(2));
  }

  /** Waits for the end; the exit code. */
  public int await(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("process: still running after " + output());
    }
    reader.join();
    return process.exitValue();
  }

  /** Processor time that it has used so far, in steps of some milliseconds. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Sends it a signal, for example {@code STOP}. */
  void signal(String name) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (code != 0) {
      throw new IOException("kill -" + name + ": " + code);
    }
  }

  /** Asks it to end, as Kubernetes does, and waits. */
  int terminate() throws InterruptedException {
    // The handle, because Process.destroy() also closes the output that is still to come.
    process.toHandle().destroy();
    return await();
  }

  /**
   * Waits until it has written something, for two minutes at most; what the first group matched.
   */
  public synchronized String await(Pattern wanted) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    Matcher matcher = wanted.matcher(output);
    while (!matcher.find()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (ended || left <= 0) {
        throw new AssertionError("process: no " + wanted + " in " + output);
      }
      wait(left);
      matcher = wanted.matcher(output);
    }
    return matcher.group(1);
  }

  /** What it has written so far. */
  public synchronized String output() {
    return output.toString();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        append(line);
      }
    } catch (IOException cut) {
      throw new UncheckedIOException(cut);
    } finally {
      end();
    }
  }

  private synchronized void append(String line) {
    output.append(line).append('\n');
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }
}
