package io.orfeas.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Netty reads its settings once, so each case is a process of its own. */
final class LeakSamplingTest {
  @Test
  void levelNotSaid_isOff() throws Exception {
    assertThat(said()).endsWith("samples: false");
  }

  @Test
  void levelSaid_isHeeded() throws Exception {
    assertThat(said("-Dio.netty.leakDetection.level=simple")).endsWith("samples: true");
  }

  private static String said(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Fresh.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }

  /** Says what Netty made of it. */
  static final class Fresh {
    private Fresh() {}

    public static void main(String[] args) {
      Main.stopLeakSampling();
      System.out.println("samples: " + ResourceLeakDetector.isEnabled());
    }
  }
}
