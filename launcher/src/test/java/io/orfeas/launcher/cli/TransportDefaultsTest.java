package io.orfeas.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.Flags;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.util.Properties;
import org.junit.jupiter.api.Test;

final class TransportDefaultsTest {
  @Test
  void setIn_nothingSaid_setsAll() {
    Properties properties = new Properties();

    TransportDefaults.setIn(properties, 6);

    assertThat(properties)
        .containsEntry("com.linecorp.armeria.numCommonWorkers", "6")
        .containsEntry("io.netty.leakDetection.level", "disabled")
        .containsEntry("io.grpc.netty.shaded.io.netty.leakDetection.level", "disabled")
        .hasSize(3);
  }

  @Test
  void setIn_saidOtherwise_leavesIt() {
    Properties properties = new Properties();
    properties.setProperty("com.linecorp.armeria.numCommonWorkers", "12");
    properties.setProperty("io.netty.leakDetection.level", "paranoid");

    TransportDefaults.setIn(properties, 6);

    assertThat(properties)
        .containsEntry("com.linecorp.armeria.numCommonWorkers", "12")
        .containsEntry("io.netty.leakDetection.level", "paranoid");
  }

  /** The names are the libraries' own: in a process of its own they have to be heeded. */
  @Test
  void setIn_ofAFreshProcess_isHeededByTheLibraries() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Heeded.class.getName())
            .redirectErrorStream(true)
            .start();

    assertThat(said(process)).endsWith("3 false");
    assertThat(process.waitFor()).isZero();
  }

  private static String said(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes()).strip();
  }

  /** Says what the libraries made of the settings. */
  static final class Heeded {
    private Heeded() {}

    public static void main(String[] args) {
      TransportDefaults.setIn(System.getProperties(), 3);
      System.out.println(Flags.numCommonWorkers() + " " + ResourceLeakDetector.isEnabled());
    }
  }
}
