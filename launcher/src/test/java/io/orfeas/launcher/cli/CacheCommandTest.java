package io.orfeas.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CacheCommandTest {
  private static final String NOWHERE = "127.0.0.1:1";

  private final StringWriter said = new StringWriter();

  @ParameterizedTest
  @CsvSource({
    "--result, '', a key",
    "--result, '  ', a key",
    "--estimator, '', 'a name, or NAME@VERSION'",
  })
  void clear_blankOption_isNoneAtAllAndClearsNothing(String option, String blank, String expected) {
    int code = run("cache", "--server", NOWHERE, "clear", option, blank);

    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(said.toString().strip())
        .isEqualTo("%s: blank (expected: %s)".formatted(option, expected));
  }

  @Test
  void clear_withoutOptions_asksTheServer() {
    assertThat(run("cache", "--server", NOWHERE, "clear")).isEqualTo(ExitCode.UNREACHABLE);
  }

  private int run(String... args) {
    CommandLine orfeas = Main.commandLine();
    return orfeas.setErr(new PrintWriter(said, true)).execute(args);
  }
}
