package io.orfeas.telemetry.rollup;

import java.util.Set;

/** What a series measures. Codes are stored: they never change meaning. */
public enum Signal {
  /** Seconds a stage took; named after the stage. */
  STAGE(1),
  /** Bytes of device memory a stage held at most; named after the stage. */
  STAGE_VRAM(2),
  /** Seconds a request took; named after how the cache answered. */
  REQUEST(3),
  /** Seconds from arrival to the first stage. */
  FIRST_STAGE(4),
  /** Seconds in the queue. */
  QUEUE_WAIT(5),
  /** Bytes in use on a device; named after the device. */
  VRAM_USED(6),
  /** Bytes set aside on a device; named after the device. */
  VRAM_RESERVED(7),
  /** Bytes that a device has; named after the device. */
  VRAM_TOTAL(8);

  /** What tells of the work done. */
  public static final Set<Signal> WORK =
      Set.of(STAGE, STAGE_VRAM, REQUEST, FIRST_STAGE, QUEUE_WAIT);

  /** What tells of devices. */
  public static final Set<Signal> DEVICES = Set.of(VRAM_USED, VRAM_RESERVED, VRAM_TOTAL);

  private final int code;

  Signal(int code) {
    this.code = code;
  }

  /** Number to store. */
  public int code() {
    return code;
  }

  /** The views in which it is kept: memory of a device is never added up over replicas. */
  Set<View> views() {
    return DEVICES.contains(this) ? Set.of(View.REPLICA) : View.ALL;
  }

  /**
   * The signal with a code.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Signal ofCode(int code) {
    for (Signal signal : values()) {
      if (signal.code == code) {
        return signal;
      }
    }
    throw new IllegalArgumentException("signal: " + code + " (expected: 1..8)");
  }
}
