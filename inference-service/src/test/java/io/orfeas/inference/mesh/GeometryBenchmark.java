package io.orfeas.inference.mesh;

import io.orfeas.inference.field.SampledField;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Surface extraction and simplification on one thread; {@code bench/geometry} runs it beside VTK
 * and native meshoptimizer on the same scene.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(value = 1, jvmArgs = "-Xmx2g")
public class GeometryBenchmark {

  /** The scene on 256³ points: 401 464 triangles. */
  @State(Scope.Benchmark)
  public static class Scene256 {
    private final SampledField field = TestFields.peerScene(256);
  }

  /** The surface of the scene on 286³ points: 501 424 triangles. */
  @State(Scope.Benchmark)
  public static class Surface286 {
    private TriangleMesh mesh = TestMeshes.tetrahedron();
    private final Simplifier simplifier = Simplifier.best();

    @Setup
    public void extract() {
      mesh = FieldExtractor.extractAll(TestFields.peerScene(286));
    }
  }

  /** Reads all values. */
  @Benchmark
  public TriangleMesh extractAll256(Scene256 scene) {
    return FieldExtractor.extractAll(scene.field);
  }

  /** Reads values near the surface; the band is found anew each time. */
  @Benchmark
  public TriangleMesh extractBand256(Scene256 scene) {
    return FieldExtractor.extract(scene.field);
  }

  /** To 50 000 triangles, with welding, repair and audit. */
  @Benchmark
  public TriangleMesh simplify501k(Surface286 surface) {
    return surface.simplifier.simplify(surface.mesh, 50_000);
  }
}
