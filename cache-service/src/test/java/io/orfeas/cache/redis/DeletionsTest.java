package io.orfeas.cache.redis;

import static io.orfeas.cache.store.StoreFixture.ROOMY;
import static io.orfeas.cache.store.StoreFixture.compute;
import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.cache.blob.BlobName;
import io.orfeas.cache.blob.Blobs;
import io.orfeas.cache.blob.FileBlobs;
import io.orfeas.cache.store.Selection;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes that no table knows any more, in a storage that does not let go of all. */
@Timeout(120)
class DeletionsTest extends ReplicasUnderTest {
  /** More than for what a name is not handed out again. */
  private static final Duration PAUSE = Duration.ofSeconds(31);

  private interface Deletion {
    void before(BlobName name) throws Exception;
  }

  @Test
  void maintain_oneObjectCannotBeDeleted_theOthersAre() throws Exception {
    String[] stuck = {""};
    RedisCacheStore store =
        replica(
            ROOMY,
            files(
                name -> {
                  if (name.digest().sha256().equals(stuck[0])) {
                    throw new IOException("on purpose");
                  }
                }));
    stuck[0] =
        Stream.of("one", "two", "three")
            .map(name -> compute(store, name, 1000, SECOND).sha256())
            .sorted()
            .findFirst()
            .orElseThrow();
    store.clear(Selection.UNPINNED);
    store.maintain();
    assertThat(blobFiles()).as("the first of three failed").isEqualTo(1);

    stuck[0] = "";
    clock.advance(PAUSE);
    store.maintain();
    assertThat(blobFiles()).as("tried again").isZero();
  }

  @Test
  void maintain_storageHangs_neitherWaitsNorBeginsASecondRound() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answers = new CountDownLatch(1);
    AtomicInteger deletions = new AtomicInteger();
    RedisCacheStore store =
        replica(
            ROOMY,
            files(
                name -> {
                  deletions.incrementAndGet();
                  asked.countDown();
                  answers.await();
                }),
            Deletions.newThread());
    dropOne(store, "one");
    assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
    dropOne(store, "two");
    assertThat(deletions).hasValue(1);
    assertThat(store.isReachable()).isTrue();

    answers.countDown();
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (blobFiles() > 0) {
      assertThat(System.nanoTime()).as("deleted in time").isLessThan(deadline);
      store.maintain();
    }
    assertThat(deletions).hasValue(2);
  }

  private static void dropOne(RedisCacheStore store, String name) {
    compute(store, name, 1000, SECOND);
    store.clear(Selection.UNPINNED);
    store.maintain();
  }

  /** Files that are deleted after something else happened. */
  private Blobs files(Deletion deletion) throws Exception {
    FileBlobs files = FileBlobs.shared(blobs());
    return (Blobs)
        Proxy.newProxyInstance(
            Blobs.class.getClassLoader(),
            new Class<?>[] {Blobs.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("delete")) {
                deletion.before((BlobName) arguments[0]);
              }
              return method.invoke(files, arguments);
            });
  }
}
