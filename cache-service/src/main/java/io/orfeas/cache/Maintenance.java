package io.orfeas.cache;

import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.StoreException;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.Seldom;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done again and again: what time asks of the store, and saying how it is. */
final class Maintenance implements Runnable {
  private static final Logger logger = LoggerFactory.getLogger(Maintenance.class);

  private final CacheStore store;
  private final OrfeasServer server;
  private final Seldom seldom = new Seldom(Duration.ofSeconds(10));

  Maintenance(CacheStore store, OrfeasServer server) {
    this.store = store;
    this.server = server;
  }

  @Override
  public void run() {
    try {
      store.maintain();
    } catch (StoreException refused) {
      if (seldom.next().isPresent()) {
        logger.warn("maintenance fails; it is tried again: {}", refused.told());
      }
    } catch (RuntimeException failed) {
      if (seldom.next().isPresent()) {
        logger.warn("maintenance fails; it is tried again", failed);
      }
    }
    if (store.needsRestart()) {
      // Whoever restarts what is not alive makes it work again; nobody else can.
      server.fail();
    } else {
      server.setHealthy(store.isReachable());
    }
  }
}
