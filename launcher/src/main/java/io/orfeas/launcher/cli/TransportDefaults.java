package io.orfeas.launcher.cli;

import java.util.Properties;

/**
 * How the network libraries of this process are set up, where nobody said otherwise ({@code
 * JAVA_OPTS="-Dname=value"}). They read system properties, once, so these are set before anything
 * else.
 *
 * <p>Netty's detector of leaked buffers is off: it takes a stack trace for one buffer of 128, which
 * shows in the profile of a cache hit. Tests run with it on.
 */
final class TransportDefaults {
  private static final String LEAKS = "io.netty.leakDetection.level";
  private static final String LEAKS_OF_CLIENTS = "io.grpc.netty.shaded." + LEAKS;

  private TransportDefaults() {}

  /**
   * Sets what is missing.
   *
   * @param properties of the process
   */
  static void setIn(Properties properties) {
    properties.putIfAbsent(LEAKS, "disabled");
    properties.putIfAbsent(LEAKS_OF_CLIENTS, "disabled");
  }
}
