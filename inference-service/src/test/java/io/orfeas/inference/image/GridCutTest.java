package io.orfeas.inference.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class GridCutTest {

  @Test
  void cut_randomSmallGraphs_costsAsLittleAsTheBestOfAll() {
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      int width = 1 + random.nextInt(4);
      int height = 1 + random.nextInt(3);
      int[] preference = random.ints(width * height, -20, 21).toArray();
      int[][] edges = new int[GridCut.DIRECTIONS][];
      for (int d = 0; d < edges.length; d++) {
        edges[d] = random.ints(width * height, 0, 12).toArray();
      }
      boolean[] object = GridCut.cut(width, height, preference, edges);
      assertThat(cost(object, width, preference, edges))
          .isEqualTo(leastCost(width, height, preference, edges));
    }
  }

  @Test
  void cut_noEdges_followsPreference() {
    assertThat(GridCut.cut(3, 1, new int[] {5, -5, 0}, new int[4][3]))
        .containsExactly(true, false, false);
  }

  @Test
  void cut_strongEdges_followsTheMajority() {
    int[][] edges = new int[4][3];
    edges[0] = new int[] {100, 100, 0};
    assertThat(GridCut.cut(3, 1, new int[] {5, -3, 2}, edges)).containsExactly(true, true, true);
  }

  @Test
  void cut_wrongLengths_isRefused() {
    assertThatThrownBy(() -> GridCut.cut(2, 2, new int[3], new int[4][4]))
        .hasMessage("cut: 3 preferences, 4 edge planes (expected: 4 and 4)");
  }

  private static long leastCost(int width, int height, int[] preference, int[][] edges) {
    long least = Long.MAX_VALUE;
    for (int bits = 0; bits < 1 << width * height; bits++) {
      boolean[] object = new boolean[width * height];
      for (int i = 0; i < object.length; i++) {
        object[i] = (bits >> i & 1) == 1;
      }
      least = Math.min(least, cost(object, width, preference, edges));
    }
    return least;
  }

  private static long cost(boolean[] object, int width, int[] preference, int[][] edges) {
    int[] dx = {1, 0, 1, -1};
    int[] dy = {0, 1, 1, 1};
    int height = object.length / width;
    long cost = 0;
    for (int i = 0; i < object.length; i++) {
      cost -= object[i] ? preference[i] : 0;
      for (int d = 0; d < dx.length; d++) {
        int x = i % width + dx[d];
        int y = i / width + dy[d];
        if (x >= 0 && x < width && y < height && object[i] != object[y * width + x]) {
          cost += edges[d][i];
        }
      }
    }
    return cost;
  }
}
