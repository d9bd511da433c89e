package io.orfeas.inference.proof;

import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.MemoryUse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Kernels whose questions to the processor are seen on their way. */
public final class AskedKernels implements BulkKernels {
  private final BulkKernels kernels;
  private final Processor processor;

  /** Answers what kernels ask. */
  interface Processor {
    /**
     * Answers a question.
     *
     * @param question its name
     * @param work finds the answer
     */
    <T> T answer(String question, Supplier<T> work);
  }

  AskedKernels(BulkKernels kernels, Processor processor) {
    this.kernels = kernels;
    this.processor = processor;
  }

  /**
   * Kernels that ask each question once, and go on with the same answer ever after: to do one and
   * the same work again and again without the processor's part. Safe for concurrent use.
   */
  public static BulkKernels once(BulkKernels kernels) {
    return new AskedKernels(kernels, new Memory());
  }

  @Override
  public Shell shell(float[] coverage, int side, float pixel, Profiler host, MemoryUse memory) {
    Profiler asked = outline -> processor.answer("profile", () -> host.profile(outline));
    return kernels.shell(coverage, side, pixel, asked, memory);
  }

  @Override
  public Surface surface(
      Shell shell,
      List<Lattice> lattices,
      Patterns patterns,
      int smoothing,
      Host host,
      MemoryUse memory) {
    return kernels.surface(shell, lattices, patterns, smoothing, new Asked(host), memory);
  }

  @Override
  public Surface placed(float[] positions, int[] triangles, MemoryUse memory) {
    return kernels.placed(positions, triangles, memory);
  }

  @Override
  public Pictures pictures(Chart chart, MemoryUse memory) {
    return kernels.pictures(chart, memory);
  }

  private final class Asked implements Host {
    private final Host host;

    Asked(Host host) {
      this.host = host;
    }

    @Override
    public Mesh thinned(Mesh extracted) {
      return processor.answer("thinned", () -> host.thinned(extracted));
    }

    @Override
    public double flatArea(double longestSide) {
      return host.flatArea(longestSide);
    }

    @Override
    public float[] restored(Mesh before, float[] after) {
      return processor.answer("restored", () -> host.restored(before, after));
    }
  }

  private static final class Memory implements Processor {
    private final Map<String, Object> answers = new ConcurrentHashMap<>();

    @Override
    @SuppressWarnings("unchecked") // a question has answers of one type
    public <T> T answer(String question, Supplier<T> work) {
      return (T) answers.computeIfAbsent(question, unknown -> work.get());
    }
  }

  /** Adds up how long answers take. For one thread. */
  static final class Stopwatch implements Processor {
    private long nanos;

    @Override
    public <T> T answer(String question, Supplier<T> work) {
      long start = System.nanoTime();
      T answer = work.get();
      nanos += System.nanoTime() - start;
      return answer;
    }

    /** Nanoseconds since this was asked last. */
    long take() {
      long taken = nanos;
      nanos = 0;
      return taken;
    }
  }
}
