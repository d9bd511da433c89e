package io.orfeas.launcher.cli;

import java.util.Properties;

/**
 * How the network libraries of this process are set up, where nobody said otherwise ({@code
 * JAVA_OPTS="-Dname=value"}). They read system properties, once, so these are set before anything
 * else.
 *
 * <ul>
 *   <li>One event loop per core: handlers that wait or compute have other threads, and with more
 *       loops than cores each finds less to do per wake-up.
 *   <li>Netty's detector of leaked buffers is off. It takes a stack trace for one buffer of 128,
 *       which shows in the profile of a cache hit; tests run with it on.
 * </ul>
 */
final class TransportDefaults {
  private static final String EVENT_LOOPS = "com.linecorp.armeria.numCommonWorkers";
  private static final String LEAKS = "io.netty.leakDetection.level";
  private static final String LEAKS_OF_CLIENTS = "io.grpc.netty.shaded." + LEAKS;

  private TransportDefaults() {}

  /**
   * Sets what is missing.
   *
   * @param properties of the process
   * @param cores that it may use
   */
  static void setIn(Properties properties, int cores) {
    properties.putIfAbsent(EVENT_LOOPS, Integer.toString(cores));
    properties.putIfAbsent(LEAKS, "disabled");
    properties.putIfAbsent(LEAKS_OF_CLIENTS, "disabled");
  }
}
