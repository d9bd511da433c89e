package io.orfeas.cache.store;

import static io.orfeas.cache.store.StoreFixture.ROOMY;
import static io.orfeas.cache.store.StoreFixture.key;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An empty store for each test of the contract, and what its tests have in common. */
abstract class StoreUnderTest {
  static final Key KEY = key("a request");
  static final Duration SECOND = Duration.ofSeconds(1);

  /** The clock of the store under test. */
  protected final TestClock clock = new TestClock();

  /** What the store under test reports. */
  protected final CountingListener listener = new CountingListener();

  CacheStore store;

  /** A store that is empty. */
  protected abstract CacheStore create(StoreLimits limits) throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = create(ROOMY);
  }

  @AfterEach
  void close() {
    // None where what it stands on is absent, and the test skipped.
    if (store != null) {
      store.close();
    }
  }

  void restrict(StoreLimits limits) throws Exception {
    store.close();
    store = create(limits);
  }

  static <T> List<T> inParallel(int count, Callable<T> call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      CountDownLatch ready = new CountDownLatch(count);
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        futures.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  return call.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
