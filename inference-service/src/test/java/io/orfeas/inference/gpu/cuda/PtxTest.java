package io.orfeas.inference.gpu.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The kernels as they are given to the driver. */
class PtxTest {
  private static final Pattern ARITHMETIC =
      Pattern.compile(
          "\\b(add|sub|mul|fma|mad|div|sqrt|rcp|rsqrt|ex2|lg2|sin|cos)[.a-z]*[.]f(32|64)");

  @Test
  void arithmetic_everywhere_isRoundedAsInJava() throws IOException {
    // Without a rounding the driver may fuse a product and a sum; approximations differ by card.
    Set<String> operations = new TreeSet<>();
    ARITHMETIC.matcher(ptx()).results().forEach(found -> operations.add(found.group()));

    assertThat(operations)
        .isNotEmpty()
        .allMatch(operation -> operation.matches("(add|sub|mul|div|rcp|sqrt)[.]rn[.]f(32|64)"));
  }

  @Test
  void subnormalNumbers_nowhere_becomeZero() throws IOException {
    assertThat(ptx()).doesNotContain(".ftz");
  }

  private static String ptx() throws IOException {
    try (InputStream in = CudaModule.class.getResourceAsStream("orfeas.ptx")) {
      return new String(
          Objects.requireNonNull(in, "orfeas.ptx").readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
