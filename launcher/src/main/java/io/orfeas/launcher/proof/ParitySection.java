package io.orfeas.launcher.proof;

import io.orfeas.inference.gpu.ComputeDevice;
import io.orfeas.inference.proof.KernelParity;
import io.orfeas.inference.proof.Parity;
import java.util.List;
import java.util.Locale;

/** Whether the kernels compute what the processor's own code does. */
final class ParitySection implements Section {
  @Override
  public String name() {
    return "parity";
  }

  @Override
  public String title() {
    return "Kernels beside the processor's own code";
  }

  @Override
  public String mark() {
    return "the same bit by bit";
  }

  @Override
  public Finding run(ProofSettings settings) {
    try (ComputeDevice device = Gpu.open()) {
      List<Parity> all = KernelParity.of(Gpu.kernels(device));
      Table table = new Table("kernel", "sizes", "cases", "largest deviation", "allowed");
      for (Parity one : all) {
        table.row(
            one.kernel(), one.sizes(), one.cases(), text(one.deviation()), text(one.allowed()));
      }
      long right = all.stream().filter(Parity::isMet).count();
      return Finding.of(
          right == all.size(), "%d of %d agree".formatted(right, all.size()), table.lines());
    }
  }

  private static String text(double deviation) {
    return deviation == 0 ? "0" : String.format(Locale.ROOT, "%.1e", deviation);
  }
}
