package io.orfeas.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows of the client is Java that a compiler takes. */
class ReadmeExampleTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("```java\n(.*?OrfeasClient.*?)```", Pattern.DOTALL);

  @TempDir Path classes;

  @Test
  void example_inTheReadme_compiles() throws Exception {
    Matcher example = EXAMPLE.matcher(Files.readString(Path.of("..", "README.md")));
    assertThat(example.find()).isTrue();
    String source =
        """
        import io.orfeas.client.*;
        import io.orfeas.inference.v1.*;
        import java.nio.file.Path;
        class Example {
          void run() throws Exception {
        %s
          }
        }
        """
            .formatted(example.group(1));
    SimpleJavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Example.java"), Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();

    boolean compiled =
        compiler
            .getTask(
                problems,
                null,
                null,
                List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    classes.toString(),
                    "-proc:none"),
                null,
                List.of(file))
            .call();

    assertThat(compiled).as(problems.toString()).isTrue();
  }
}
