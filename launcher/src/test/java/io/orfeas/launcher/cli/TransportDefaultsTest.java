package io.orfeas.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.util.Properties;
import org.junit.jupiter.api.Test;

final class TransportDefaultsTest {
  @Test
  void setIn_nothingSaid_setsAll() {
    Properties properties = new Properties();

    TransportDefaults.setIn(properties);

    assertThat(properties)
        .containsEntry("io.netty.leakDetection.level", "disabled")
        .containsEntry("io.grpc.netty.shaded.io.netty.leakDetection.level", "disabled")
        .hasSize(2);
  }

  @Test
  void setIn_saidOtherwise_leavesIt() {
    Properties properties = new Properties();
    properties.setProperty("io.netty.leakDetection.level", "paranoid");

    TransportDefaults.setIn(properties);

    assertThat(properties).containsEntry("io.netty.leakDetection.level", "paranoid");
  }

  /** The name is the library's own: in a process of its own it has to be heeded. */
  @Test
  void setIn_ofAFreshProcess_isHeededByTheLibrary() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Heeded.class.getName())
            .redirectErrorStream(true)
            .start();

    assertThat(said(process)).endsWith("traced: false");
    assertThat(process.waitFor()).isZero();
  }

  private static String said(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes()).strip();
  }

  /** Says what the library made of the setting. */
  static final class Heeded {
    private Heeded() {}

    public static void main(String[] args) {
      TransportDefaults.setIn(System.getProperties());
      System.out.println("traced: " + ResourceLeakDetector.isEnabled());
    }
  }
}
