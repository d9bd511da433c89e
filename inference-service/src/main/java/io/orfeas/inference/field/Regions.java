package io.orfeas.inference.field;

import java.util.Arrays;

/**
 * Connected regions of inside pixels (4-neighbours), numbered in reading order.
 *
 * @param label {@code side²} region numbers, -1 outside
 * @param count number of regions
 */
record Regions(int[] label, int count) {

  /** Labels the pixels with positive distance; linear, without recursion. */
  static Regions of(float[] distance, int side) {
    int[] label = new int[distance.length];
    Arrays.fill(label, -1);
    int[] stack = new int[distance.length];
    int count = 0;
    for (int i = 0; i < distance.length; i++) {
      if (distance[i] > 0 && label[i] < 0) {
        flood(distance, side, i, count++, label, stack);
      }
    }
    return new Regions(label, count);
  }

  private static void flood(
      float[] distance, int side, int seed, int number, int[] label, int[] stack) {
    int top = 0;
    stack[top++] = seed;
    label[seed] = number;
    while (top > 0) {
      int i = stack[--top];
      int x = i % side;
      top = visit(distance, label, stack, top, number, x > 0 ? i - 1 : -1);
      top = visit(distance, label, stack, top, number, x + 1 < side ? i + 1 : -1);
      top = visit(distance, label, stack, top, number, i - side);
      top = visit(distance, label, stack, top, number, i + side);
    }
  }

  private static int visit(float[] distance, int[] label, int[] stack, int top, int number, int i) {
    if (i < 0 || i >= label.length || label[i] >= 0 || !(distance[i] > 0)) {
      return top;
    }
    label[i] = number;
    stack[top] = i;
    return top + 1;
  }

  /** The largest value of each region. */
  float[] maxima(float[] value) {
    float[] most = new float[count];
    for (int i = 0; i < label.length; i++) {
      if (label[i] >= 0) {
        most[label[i]] = Math.max(most[label[i]], value[i]);
      }
    }
    return most;
  }
}
