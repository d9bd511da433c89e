package io.orfeas.inference.pipeline;

import static io.orfeas.inference.gpu.vram.VramBudget.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.MemoryUse;
import io.orfeas.inference.gpu.cuda.CudaDevice;
import io.orfeas.inference.gpu.cuda.FakeDriver;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import io.orfeas.inference.gpu.vram.LedgerListener;
import io.orfeas.inference.gpu.vram.OomLadder;
import io.orfeas.inference.gpu.vram.PeakModel;
import io.orfeas.inference.gpu.vram.Rung;
import io.orfeas.inference.gpu.vram.StageMemory;
import io.orfeas.inference.gpu.vram.VramBudget;
import io.orfeas.inference.gpu.vram.VramLedger;
import io.orfeas.inference.mesh.SurfaceExtractor;
import io.orfeas.inference.mesh.SurfaceKernel;
import io.orfeas.inference.mesh.TriangleMesh;
import io.orfeas.inference.mesh.VertexNormals;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernels beside the processor's own code, on a driver that runs them without a GPU. */
class DeviceSurfaceTest {
  private FakeDriver driver;
  private CudaDevice device;
  private BulkKernels kernels;

  @BeforeEach
  void open() {
    driver = FakeDriver.load().play(Map.of("total", 24 * GIB));
    device = CudaDevice.open(Clock.systemUTC());
    kernels = device.kernels().orElseThrow();
  }

  @AfterEach
  void close() {
    assertThat(device.freeBytes()).as("memory left allocated").isEqualTo(free());
    device.close();
  }

  @ParameterizedTest
  @CsvSource({"17, 8, 0", "33, 9, 1", "64, 31, 2", "127, 64, 5", "200, 129, 3", "96, 257, 2"})
  void surface_balls_isTheSameBitByBit(int side, int grid, int smoothing) {
    DepthShell shell = balls(side, new Random(side));

    TriangleMesh ours = SurfaceExtractor.extract(shell, grid, smoothing, onDevice());

    assertSame(ours, SurfaceExtractor.extract(shell, grid, smoothing, SurfaceKernel.CPU));
    assertThat(ours.triangleCount()).isPositive();
  }

  @Test
  void surface_noise_isTheSameBitByBit() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      DepthShell shell = noise(9 + random.nextInt(50), random);
      int grid = 8 + random.nextInt(90);

      assertSame(
          SurfaceExtractor.extract(shell, grid, 2, onDevice()),
          SurfaceExtractor.extract(shell, grid, 2, SurfaceKernel.CPU));
    }
  }

  @Test
  void surface_onePixelBetweenLatticePoints_isTheSame() {
    float[] outline = new float[64 * 64];
    Arrays.fill(outline, -0.01f);
    outline[20 * 64 + 31] = 0.001f;
    DepthShell shell = new DepthShell(64, outline, new float[64 * 64], new float[64 * 64]);

    assertSame(
        SurfaceExtractor.extract(shell, 8, 1, onDevice()),
        SurfaceExtractor.extract(shell, 8, 1, SurfaceKernel.CPU));
  }

  @Test
  void normals_surface_agreeWithinAMillionth() {
    TriangleMesh mesh = SurfaceExtractor.extract(balls(90, new Random(4)), 70);

    float[] ours = kernels.normals(mesh.positions(), mesh.triangles(), MemoryUse.UNCOUNTED);

    float[] theirs = VertexNormals.of(mesh);
    assertThat(ours).hasSize(theirs.length);
    for (int i = 0; i < ours.length; i++) {
      assertThat(Math.abs(ours[i] - theirs[i])).isLessThan(1e-6f);
    }
  }

  @Test
  void normals_degenerateFaces_areTheDefault() {
    float[] positions = {0, 0, 0, 0, 0, 0, 1, 1, Float.NaN, 5, 5, 5};

    float[] normals = kernels.normals(positions, new int[] {0, 1, 2}, MemoryUse.UNCOUNTED);

    assertThat(normals).containsExactly(0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1);
  }

  @Test
  void surface_memoryEndsAtAnyAllocation_leavesNothingBehind() {
    DepthShell shell = balls(33, new Random(1));
    int failures = 0;
    for (int after = 0; ; after++) {
      driver.play(Map.of("total", 24 * GIB, "fail_after", (long) after, "fault", (long) after));
      try {
        SurfaceExtractor.extract(shell, 20, 1, onDevice());
        break;
      } catch (DeviceOutOfMemoryException expected) {
        failures++;
        assertThat(device.freeBytes()).isEqualTo(free());
      }
    }
    assertThat(failures).isGreaterThan(20);
  }

  @Test
  void admitted_memoryEnds_isDoneByTheProcessorInstead() {
    DepthShell shell = balls(33, new Random(1));
    List<String> heard = new ArrayList<>();
    SurfaceKernel admitted = admitted(24 * GIB, heard);
    driver.play(Map.of("total", 1L << 16));

    TriangleMesh mesh = SurfaceExtractor.extract(shell, 20, 1, admitted);

    assertSame(mesh, SurfaceExtractor.extract(shell, 20, 1, SurfaceKernel.CPU));
    assertThat(heard).containsExactly("surface FREE_CACHES", "surface CPU");
    driver.play(Map.of("total", 24 * GIB));
  }

  @Test
  void admitted_ledgerWithoutRoom_isDoneByTheProcessor() {
    DepthShell shell = balls(33, new Random(1));
    List<String> heard = new ArrayList<>();

    TriangleMesh mesh = SurfaceExtractor.extract(shell, 20, 1, admitted(3 * GIB, heard));

    assertSame(mesh, SurfaceExtractor.extract(shell, 20, 1, SurfaceKernel.CPU));
    assertThat(heard).isEmpty();
  }

  @Test
  void surface_noDeviceMemoryAtAll_isOutOfMemory() {
    driver.play(Map.of("total", 1L));

    assertThatThrownBy(() -> SurfaceExtractor.extract(balls(33, new Random(1)), 20, 1, onDevice()))
        .isInstanceOf(DeviceOutOfMemoryException.class);
    driver.play(Map.of("total", 24 * GIB));
  }

  private SurfaceKernel admitted(long total, List<String> heard) {
    VramLedger ledger =
        new VramLedger(new VramBudget(total), () -> 24 * GIB, 8, LedgerListener.NONE);
    OomLadder ladder =
        new OomLadder(
            EnumSet.of(Rung.FREE_CACHES, Rung.CPU),
            device::freeCaches,
            (stage, next) -> heard.add(stage + " " + next));
    return new AdmittedSurface(kernels, new StageMemory(ledger, new PeakModel()), ladder);
  }

  private SurfaceKernel onDevice() {
    return new DeviceSurface(kernels, MemoryUse.UNCOUNTED);
  }

  private static long free() {
    return 24 * GIB;
  }

  private static void assertSame(TriangleMesh ours, TriangleMesh theirs) {
    assertThat(ours.triangles()).isEqualTo(theirs.triangles());
    assertThat(ours.positions()).isEqualTo(theirs.positions());
  }

  /** Overlapping balls of random size and place. */
  private static DepthShell balls(int side, Random random) {
    float[] outline = new float[side * side];
    float[] front = new float[side * side];
    float[] back = new float[side * side];
    Arrays.fill(outline, -1);
    double[][] balls = new double[4][];
    for (int b = 0; b < balls.length; b++) {
      double radius = 0.1 + 0.2 * random.nextDouble();
      balls[b] = new double[] {random.nextDouble() - 0.5, random.nextDouble() - 0.5, radius};
    }
    for (int i = 0; i < outline.length; i++) {
      double x = (i % side + 0.5) / side * 1.4 - 0.7;
      double y = 0.7 - (i / side + 0.5) / side * 1.4;
      for (double[] ball : balls) {
        double inside = ball[2] - Math.hypot(x - ball[0], y - ball[1]);
        outline[i] = (float) Math.max(outline[i], inside);
        double height =
            Math.sqrt(Math.max(0, ball[2] * ball[2] - sq(x - ball[0]) - sq(y - ball[1])));
        front[i] = (float) Math.max(front[i], height);
        back[i] = (float) Math.min(back[i], -0.7 * height);
      }
    }
    return new DepthShell(side, outline, front, back);
  }

  /** Anything, with values that are not numbers among it. */
  private static DepthShell noise(int side, Random random) {
    float[][] values = new float[3][side * side];
    for (float[] array : values) {
      for (int i = 0; i < array.length; i++) {
        array[i] = random.nextInt(50) == 0 ? Float.NaN : 3 * (random.nextFloat() - 0.5f);
      }
    }
    values[0][side + 1] = 1;
    return new DepthShell(side, values[0], values[1], values[2]);
  }

  private static double sq(double v) {
    return v * v;
  }
}
