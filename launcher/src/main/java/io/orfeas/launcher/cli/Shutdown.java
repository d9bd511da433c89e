package io.orfeas.launcher.cli;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends services when the process is told to. */
final class Shutdown {
  private static final Logger logger = LoggerFactory.getLogger(Shutdown.class);

  private Shutdown() {}

  /** Closes each, in order, on SIGTERM or SIGINT; one that fails does not keep the rest. */
  static void closeInOrder(AutoCloseable... services) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  for (AutoCloseable service : services) {
                    close(service);
                  }
                },
                "orfeas-shutdown"));
  }

  private static void close(AutoCloseable service) {
    try {
      service.close();
    } catch (Exception failed) {
      logger.error("service did not end cleanly", failed);
    }
  }
}
