package io.orfeas.inference.image;

/** A first-in first-out queue of ints in a ring that doubles when full. */
final class IntQueue {
  private int[] ring;
  private int head;
  private int count;

  IntQueue(int capacity) {
    ring = new int[Math.max(1, Integer.highestOneBit(Math.max(1, capacity - 1)) << 1)];
  }

  boolean isEmpty() {
    return count == 0;
  }

  void add(int value) {
    if (count == ring.length) {
      grow();
    }
    ring[head + count & ring.length - 1] = value;
    count++;
  }

  /** The oldest value; the queue must not be empty. */
  int peek() {
    return ring[head];
  }

  /** Removes the oldest value; the queue must not be empty. */
  int poll() {
    int value = ring[head];
    head = head + 1 & ring.length - 1;
    count--;
    return value;
  }

  private void grow() {
    int[] larger = new int[2 * ring.length];
    int first = ring.length - head;
    System.arraycopy(ring, head, larger, 0, first);
    System.arraycopy(ring, 0, larger, first, head);
    ring = larger;
    head = 0;
  }
}
