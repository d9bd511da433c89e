package io.orfeas.inference.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CubeTableTest {
  private static final int[][] CORNERS = {
    {0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}, {0, 0, 1}, {1, 0, 1}, {1, 1, 1}, {0, 1, 1}
  };
  private static final int N = 7;

  @Test
  void triangles_emptyAndFull_areNone() {
    assertThat(CubeTable.triangles(0)).isEmpty();
    assertThat(CubeTable.triangles(255)).isEmpty();
  }

  @Test
  void triangles_everyCode_useExactlyTheCrossedEdges() {
    for (int code = 0; code < 256; code++) {
      int used = 0;
      for (byte edge : CubeTable.triangles(code)) {
        used |= 1 << edge;
      }
      assertThat(used).isEqualTo(crossedEdges(code));
    }
  }

  @Test
  void triangles_randomVolumes_giveClosedOrientedSurfaces() {
    for (int seed = 0; seed < 200; seed++) {
      Map<String, Integer> balance = directedEdges(randomVolume(new Random(seed)));
      assertThat(balance.values()).allMatch(count -> count == 1);
      assertThat(balance.keySet()).allMatch(edge -> balance.containsKey(reversed(edge)));
    }
  }

  private static boolean[] randomVolume(Random random) {
    boolean[] inside = new boolean[N * N * N];
    for (int i = 0; i < inside.length; i++) {
      boolean border = i % N % (N - 1) == 0 || i / N % N % (N - 1) == 0 || i / N / N % (N - 1) == 0;
      inside[i] = !border && random.nextInt(3) == 0;
    }
    return inside;
  }

  /** How often each directed edge of the surface occurs. */
  private static Map<String, Integer> directedEdges(boolean[] inside) {
    Map<String, Integer> count = new HashMap<>();
    for (int i = 0; i < inside.length; i++) {
      int x = i % N;
      int y = i / N % N;
      int z = i / N / N;
      if (x + 1 < N && y + 1 < N && z + 1 < N) {
        byte[] edges = CubeTable.triangles(code(inside, x, y, z));
        for (int k = 0; k < edges.length; k++) {
          int next = k % 3 == 2 ? k - 2 : k + 1;
          String key = vertex(x, y, z, edges[k]) + ">" + vertex(x, y, z, edges[next]);
          count.merge(key, 1, Integer::sum);
        }
      }
    }
    return count;
  }

  private static int code(boolean[] inside, int x, int y, int z) {
    int code = 0;
    for (int c = 0; c < 8; c++) {
      int[] d = CORNERS[c];
      code |= inside[((z + d[2]) * N + y + d[1]) * N + x + d[0]] ? 1 << c : 0;
    }
    return code;
  }

  private static String vertex(int x, int y, int z, int edge) {
    int[] a = CORNERS[from(edge)];
    int[] b = CORNERS[to(edge)];
    return (2 * x + a[0] + b[0]) + "," + (2 * y + a[1] + b[1]) + "," + (2 * z + a[2] + b[2]);
  }

  private static String reversed(String edge) {
    String[] ends = edge.split(">", 2);
    return ends[1] + ">" + ends[0];
  }

  private static int from(int edge) {
    return edge < 8 ? edge : edge - 8;
  }

  private static int to(int edge) {
    if (edge >= 8) {
      return edge - 4;
    }
    return edge / 4 * 4 + (edge + 1) % 4;
  }

  private static int crossedEdges(int code) {
    int crossed = 0;
    for (int edge = 0; edge < 12; edge++) {
      boolean differs = (code >> from(edge) & 1) != (code >> to(edge) & 1);
      crossed |= differs ? 1 << edge : 0;
    }
    return crossed;
  }
}
