package io.orfeas.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.orfeas.launcher.Repository;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {
  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT, 3",
    "FAILED_PRECONDITION, 3",
    "NOT_FOUND, 3",
    "UNAUTHENTICATED, 3",
    "UNAVAILABLE, 4",
    "RESOURCE_EXHAUSTED, 7",
    "ABORTED, 7",
    "DEADLINE_EXCEEDED, 8",
    "INTERNAL, 1"
  })
  void of_status_saysWhatAScriptCanDo(Code status, int code) {
    assertThat(ExitCode.of(status)).isEqualTo(code);
  }

  @Test
  void helpAndReadme_explainEveryCode() throws Exception {
    Map<String, String> help = Main.commandLine().getCommandSpec().usageMessage().exitCodeList();
    String readme = Files.readString(Repository.root().resolve("README.md"));

    assertThat(help.keySet()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8");
    help.forEach((code, meaning) -> assertThat(readme).contains("| " + code + " | " + meaning));
  }
}
