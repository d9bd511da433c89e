package io.orfeas.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.mesh.PlacedMesh;
import io.orfeas.inference.mesh.Surface;
import io.orfeas.inference.mesh.SurfaceExtractor;
import io.orfeas.inference.mesh.SurfaceKernel;
import io.orfeas.inference.mesh.TaubinSmoother;
import io.orfeas.inference.mesh.TriangleMesh;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Surfaces beside the processor's own code, on a driver that needs no GPU. */
class DeviceSurfacesTest {
  private FakeCard card;
  private SurfaceKernel surfaces;

  @BeforeEach
  void open() {
    card = new FakeCard();
    surfaces = card.steps().surfaces();
  }

  @AfterEach
  void close() {
    card.close();
  }

  @ParameterizedTest
  @CsvSource({
    "2, 8, 1",
    "3, 17, 2",
    "17, 8, 0",
    "33, 9, 1",
    "64, 31, 2",
    "127, 64, 5",
    "255, 129, 3",
    "96, 257, 2",
    "257, 255, 40"
  })
  void surface_balls_isTheSameBitByBit(int side, int grid, int smoothing) {
    assertSame(balls(side, new Random(side)), grid, smoothing);

    assertThat(card.done).containsExactly("surface cuda");
  }

  @Test
  void surface_noise_isTheSameBitByBit() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      DepthShell shell = noise(9 + random.nextInt(50), random);

      assertSame(shell, 8 + random.nextInt(90), random.nextInt(4));
    }
  }

  @Test
  void surface_onePixelBetweenLatticePoints_isTheSame() {
    float[] outline = new float[64 * 64];
    Arrays.fill(outline, -0.01f);
    outline[20 * 64 + 31] = 0.001f;

    assertSame(new DepthShell(64, outline, new float[64 * 64], new float[64 * 64]), 8, 1);
  }

  @Test
  void surface_nothingInside_isRefusedAsOnTheProcessor() {
    float[] outside = new float[16];
    Arrays.fill(outside, -1);
    DepthShell empty = new DepthShell(4, outside, new float[16], new float[16]);

    assertThatThrownBy(() -> surfaces.surface(empty, 20, 1))
        .hasMessage("shell: no pixel inside the outline (expected: at least one)");
  }

  @Test
  void surface_anySolid_comesDownOnceToBeThinnedAndOnceMade() {
    DepthShell shell = ball(64, 0.3, 0, 0);
    TriangleMesh extracted = SurfaceExtractor.extract(shell, 40);

    PlacedMesh mesh = surfaces.surface(shell, 40, 3).placed();

    long before = 4L * (extracted.positions().length + extracted.triangles().length);
    long positions = 4L * mesh.seen().positions().length;
    long triangles = 4L * mesh.seen().triangles().length;
    assertThat(card.uploaded.get("surface") - positions - triangles)
        .as("beside the thinned mesh: three arrays of the shell, the table of marching cubes")
        .isBetween(3 * 4L * 64 * 64, 3 * 4L * 64 * 64 + 8192);
    assertThat(card.downloaded.get("surface") - before)
        .as("beside the mesh to be thinned: both positions, normals, and a few totals")
        .isBetween(3 * positions, 3 * positions + 64);
  }

  @Test
  void surface_smoothed_comesDownWhileItIsPlaced() {
    card.takeNotes();
    surfaces.surface(ball(64, 0.3, 0, 0), 40, 3);
    List<String> notes = card.notes();

    int wait = indexOf(notes, "wait");
    String computing = streamOf(notes.get(indexOf(notes, "launch smooth_step")));
    String copying = streamOf(notes.get(wait));
    List<String> before = notes.subList(0, wait);
    // Positions were written before the mark; normals are begun after it, and the stream that
    // copies does not wait for them.
    int mark = before.lastIndexOf("record " + computing);
    assertThat(before.lastIndexOf("launch smooth_step " + computing)).isBetween(0, mark);
    assertThat(before.subList(mark, wait)).contains("launch vertex_normals " + computing);
    assertThat(notes.get(wait + 1)).isEqualTo("down " + copying);
    assertThat(copying).isNotEqualTo(computing);
  }

  @Test
  void surface_again_usesTheSamePageLockedBuffers() {
    card.takeNotes();
    for (int i = 0; i < 3; i++) {
      surfaces.surface(ball(64, 0.3, 0, 0), 40, 3);
    }

    assertThat(card.notes().stream().filter(call -> call.startsWith("pin"))).hasSize(2);
  }

  private static int indexOf(List<String> notes, String call) {
    for (int i = 0; i < notes.size(); i++) {
      if (notes.get(i).startsWith(call + " ")) {
        return i;
      }
    }
    throw new AssertionError(call + ": not among " + notes);
  }

  private static String streamOf(String note) {
    return note.substring(note.lastIndexOf(' ') + 1);
  }

  @Test
  void surface_largeParts_allStay() {
    DepthShell shell = with(ball(96, 0.2, -0.25, 0), ball(96, 0.2, 0.25, 0));

    assertSame(shell, 50, 2);
  }

  @Test
  void surface_debrisBesideALargePart_isDroppedAsOnTheProcessor() {
    DepthShell large = ball(96, 0.35, 0, 0);
    DepthShell shell = with(large, ball(96, 0.015, 0.45, 0.45));

    assertSame(shell, 60, 2);
  }

  @Test
  void surface_kernelsOnSeveralThreads_isTheSame() {
    card.runAtOnce(4);
    for (int seed = 0; seed < 6; seed++) {
      assertSame(noise(40, new Random(seed)), 60, 1);
    }
  }

  @Test
  void surface_levelsAsDeepAsDepthsGo_areTheSame() {
    // Cells divide the greatest depth evenly, so that some crossings are zero divided by zero.
    for (int seed = 0; seed < 5; seed++) {
      assertSame(noise(24, new Random(seed)), 24, 1);
    }
  }

  @Test
  void surface_smoothingLaysTrianglesFlat_isRestoredAsOnTheProcessor() {
    DepthShell specks = with(ball(64, 0.012, 0.2, 0.1), ball(64, 0.012, -0.2, -0.1));
    TriangleMesh kept = SurfaceKernel.thinned(SurfaceExtractor.extract(specks, 50));
    TriangleMesh flat = TaubinSmoother.smooth(kept, 100);

    Surface ours = surfaces.surface(specks, 50, 100);

    assertThat(ours.mesh().positions()).as("restored").isNotEqualTo(flat.positions());
    assertEqual(ours, SurfaceKernel.CPU.surface(specks, 50, 100));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 33, 70})
  void placed_balls_isTheSameBitByBit(int grid) {
    TriangleMesh mesh = SurfaceExtractor.extract(balls(90, new Random(grid)), grid);

    assertEqual(surfaces.placed(mesh), SurfaceKernel.CPU.placed(mesh));

    long perVertexArray = 4L * mesh.positions().length;
    assertThat(card.uploaded.get("placing"))
        .isEqualTo(perVertexArray + 4L * mesh.triangles().length);
    assertThat(card.downloaded.get("placing")).isEqualTo(2 * perVertexArray);
  }

  @Test
  void placed_degenerateFaces_isTheSame() {
    float[] positions = {0, 0, 0, 0, 0, 0, 1, 1, -0f, 5, 5, 5, -2, 1, 3};
    int[] triangles = {0, 1, 2, 3, 3, 3, 0, 2, 4};

    TriangleMesh mesh = new TriangleMesh(positions, triangles);

    assertEqual(surfaces.placed(mesh), SurfaceKernel.CPU.placed(mesh));
  }

  @Test
  void placed_onePoint_isTheSame() {
    TriangleMesh mesh = new TriangleMesh(new float[] {1, -2, 3}, new int[0]);

    assertEqual(surfaces.placed(mesh), SurfaceKernel.CPU.placed(mesh));
  }

  @Test
  void placed_notANumber_isRefusedAsOnTheProcessor() {
    TriangleMesh odd = new TriangleMesh(new float[] {1, Float.NaN, 0}, new int[0]);
    TriangleMesh none = new TriangleMesh(new float[0], new int[0]);

    assertThatThrownBy(() -> surfaces.placed(odd).placed())
        .hasMessage("coordinate 1: NaN (expected: finite)");
    assertThatThrownBy(() -> surfaces.placed(none).placed())
        .hasMessage("mesh: no vertices (expected: at least one)");
    assertThat(card.done).isEmpty();
  }

  @Test
  void surface_memoryEndsAtAnyAllocation_isTheSameAndLeavesNothing() {
    DepthShell shell = with(ball(33, 0.3, -0.1, 0), ball(33, 0.05, 0.4, 0.4));
    Surface expected = SurfaceKernel.CPU.surface(shell, 20, 1);
    int failures = 0;
    for (int after = 0; card.rungs.size() == failures; after++) {
      card.failAfter(after);
      assertEqual(surfaces.surface(shell, 20, 1), expected);
      card.assertNothingHeld();
      failures++;
    }
    assertThat(failures).as("attempts that failed once").isGreaterThan(30);
    assertThat(card.done).containsOnly("surface cuda");
  }

  @Test
  void placed_memoryEndsAtAnyAllocation_isTheSameAndLeavesNothing() {
    TriangleMesh mesh = SurfaceExtractor.extract(ball(33, 0.3, 0, 0), 12);
    int failures = 0;
    for (int after = 0; card.rungs.size() == failures; after++) {
      card.failAfter(after);
      assertEqual(surfaces.placed(mesh), SurfaceKernel.CPU.placed(mesh));
      card.assertNothingHeld();
      failures++;
    }
    assertThat(failures).as("attempts that failed once").isGreaterThan(8);
  }

  private void assertSame(DepthShell shell, int grid, int smoothing) {
    Surface ours = surfaces.surface(shell, grid, smoothing);

    assertEqual(ours, SurfaceKernel.CPU.surface(shell, grid, smoothing));
    assertThat(ours.mesh().triangleCount()).isPositive();
  }

  private static void assertEqual(Surface ours, Surface theirs) {
    PlacedMesh a = ours.placed();
    PlacedMesh b = theirs.placed();
    assertThat(a.seen().triangles()).isEqualTo(b.seen().triangles());
    assertThat(a.seen().positions()).isEqualTo(b.seen().positions());
    assertThat(a.placed().positions()).isEqualTo(b.placed().positions());
    assertThat(a.normals()).isEqualTo(b.normals());
  }

  /** Overlapping balls of random size and place. */
  private static DepthShell balls(int side, Random random) {
    DepthShell shell = ball(side, 0.2, 0, 0);
    for (int b = 0; b < 3; b++) {
      double radius = 0.1 + 0.2 * random.nextDouble();
      shell = with(shell, ball(side, radius, random.nextDouble() - 0.5, random.nextDouble() - 0.5));
    }
    return shell;
  }

  private static DepthShell ball(int side, double radius, double centreX, double centreY) {
    float[] outline = new float[side * side];
    float[] front = new float[side * side];
    float[] back = new float[side * side];
    for (int i = 0; i < outline.length; i++) {
      double x = (i % side + 0.5) / side * 1.4 - 0.7 - centreX;
      double y = 0.7 - (i / side + 0.5) / side * 1.4 - centreY;
      outline[i] = (float) (radius - Math.hypot(x, y));
      front[i] = (float) Math.sqrt(Math.max(0, radius * radius - x * x - y * y));
      back[i] = -0.7f * front[i];
    }
    return new DepthShell(side, outline, front, back);
  }

  /** Both of two shells. */
  private static DepthShell with(DepthShell a, DepthShell b) {
    float[] outline = a.outline().clone();
    float[] front = a.front().clone();
    float[] back = a.back().clone();
    for (int i = 0; i < outline.length; i++) {
      outline[i] = Math.max(outline[i], b.outline()[i]);
      front[i] = Math.max(front[i], b.front()[i]);
      back[i] = Math.min(back[i], b.back()[i]);
    }
    return new DepthShell(a.side(), outline, front, back);
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
}
