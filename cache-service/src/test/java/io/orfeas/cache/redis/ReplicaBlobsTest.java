package io.orfeas.cache.redis;

import static io.orfeas.cache.store.StoreFixture.ROOMY;
import static io.orfeas.cache.store.StoreFixture.bytes;
import static io.orfeas.cache.store.StoreFixture.compute;
import static io.orfeas.cache.store.StoreFixture.entry;
import static io.orfeas.cache.store.StoreFixture.get;
import static io.orfeas.cache.store.StoreFixture.isHit;
import static io.orfeas.cache.store.StoreFixture.lease;
import static io.orfeas.cache.store.StoreFixture.put;
import static io.orfeas.cache.store.StoreFixture.refused;
import static io.orfeas.cache.store.StoreFixture.withBytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.cache.blob.Blobs;
import io.orfeas.cache.blob.FileBlobs;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Download;
import io.orfeas.cache.store.Selection;
import io.orfeas.cache.store.StoreException.Reason;
import io.orfeas.cache.store.Upload;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Files that several replicas put, read and delete. */
class ReplicaBlobsTest extends ReplicasUnderTest {
  private static final Duration SILENT = ROOMY.leaseTtl().multipliedBy(4);

  @Test
  void space_ofAReplicaThatIsGone_isFreeAgain() throws Exception {
    RedisCacheStore a = replica(withBytes(10_000, 10_000));
    RedisCacheStore b = replica(withBytes(10_000, 10_000));
    Upload abandoned = a.upload(Digest.of(bytes(1, 6000)));
    clock.advance(SILENT);
    b.maintain();
    put(b, bytes(2, 6000));

    abandoned.write(ByteBuffer.wrap(bytes(1, 6000)));
    refused(Reason.UNAVAILABLE, abandoned::commit);
    abandoned.close();
    b.maintain();
    assertThat(b.sizes().usedBytes()).isZero();
    assertThat(blobFiles()).as("the late upload left nothing").isZero();
  }

  @Test
  void storage_away_isNotReachableUntilALookFindsItBack() throws Exception {
    AtomicBoolean known = new AtomicBoolean(true);
    AtomicBoolean there = new AtomicBoolean(true);
    FileBlobs files = FileBlobs.shared(blobs());
    Blobs bytes =
        (Blobs)
            Proxy.newProxyInstance(
                Blobs.class.getClassLoader(),
                new Class<?>[] {Blobs.class},
                (proxy, method, arguments) -> {
                  switch (method.getName()) {
                    case "isReachable":
                      return known.get();
                    case "tryAgain":
                      known.set(there.get());
                      return null;
                    default:
                      return method.invoke(files, arguments);
                  }
                });
    RedisCacheStore store = replica(ROOMY, bytes);
    assertThat(store.isReachable()).isTrue();

    there.set(false);
    known.set(false);
    assertThat(store.isReachable()).isFalse();

    there.set(true);
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!store.isReachable()) {
      assertThat(System.nanoTime()).as("found in time").isLessThan(deadline);
      store.maintain();
    }
  }

  @Test
  void blob_readAtOne_staysWhateverTheOtherDoes() throws Exception {
    RedisCacheStore a = replica();
    RedisCacheStore b = replica();
    Digest blob = compute(a, "a request", 200_000, SECOND);
    try (Download download = a.open(blob.sha256())) {
      b.clear(Selection.UNPINNED);
      b.maintain();
      assertThat(blobFiles()).isEqualTo(1);
      assertThat(download.read(199_990, 100).remaining()).isEqualTo(10);
    }
    clock.advance(ROOMY.uploadGrace());
    a.maintain();
    b.maintain();
    assertThat(blobFiles()).isZero();
    assertThat(b.sizes().usedBytes()).isZero();
  }

  @Test
  void blob_readByAReplicaThatIsGone_goes() throws Exception {
    RedisCacheStore a = replica();
    RedisCacheStore b = replica();
    Digest blob = compute(a, "a request", 1000, SECOND);
    Download abandoned = a.open(blob.sha256());
    b.clear(Selection.UNPINNED);
    clock.advance(SILENT);
    b.maintain();
    clock.advance(SILENT);
    b.maintain();

    assertThat(blobFiles()).isZero();
    abandoned.close();
    a.maintain();
    assertThat(a.sizes().usedBytes()).isZero();
  }

  @Test
  void deletion_thatComesLate_doesNotHitTheSameBytesPutAgain() throws Exception {
    RedisCacheStore a = replica(withBytes(1 << 20, 1 << 20));
    RedisCacheStore b = replica(withBytes(1 << 20, 1 << 20));
    Digest blob = compute(a, "a request", 1000, SECOND);
    b.clear(Selection.UNPINNED);
    long token = lease(b, KEY);
    Digest again = put(b, bytes("a request".hashCode(), 1000));
    assertThat(again).isEqualTo(blob);
    b.publish(KEY, token, entry(1, "mesh", blob));
    assertThat(blobFiles()).as("old and new").isEqualTo(2);
    a.maintain();

    assertThat(blobFiles()).isEqualTo(1);
    assertThat(get(a, blob)).hasSize(1000);
  }

  @Test
  void upload_atBothAtOnce_isKeptOnce() throws Exception {
    RedisCacheStore a = replica();
    RedisCacheStore b = replica();
    Digest blob = Digest.of(bytes(1, 1000));
    try (Upload first = a.upload(blob);
        Upload second = b.upload(blob)) {
      first.write(ByteBuffer.wrap(bytes(1, 1000)));
      second.write(ByteBuffer.wrap(bytes(1, 1000)));
      assertThat(first.commit()).isFalse();
      assertThat(second.commit()).isTrue();
    }
    a.maintain();

    assertThat(a.sizes().usedBytes()).isEqualTo(1000);
    assertThat(blobFiles()).isEqualTo(1);
    assertThat(get(b, blob)).hasSize(1000);
  }

  @Test
  void damage_foundAtOne_isDroppedForBoth() throws Exception {
    RedisCacheStore a = replica();
    RedisCacheStore b = replica();
    compute(a, "a request", 1000, SECOND);
    try (Stream<Path> files = Files.walk(blobs().resolve("blobs"))) {
      Path file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
      Files.write(file, bytes(9, 1000));
    }

    assertThat(isHit(b, KEY)).isFalse();
    assertThat(isHit(a, KEY)).isFalse();
    assertThat(listener.of("DAMAGED")).isEqualTo(1);
    assertThat(listener.of("DAMAGE")).isEqualTo(1);
  }

  @Test
  void sweep_findsBytesThatNobodyKnows_andNothingElse() throws Exception {
    RedisCacheStore a = replica();
    Digest known = compute(a, "a request", 1000, SECOND);
    Path stray = blobs().resolve("blobs/" + known.sha256().substring(0, 2));
    Files.write(stray.resolve(known.sha256() + ".12345"), bytes(1, 10));
    Files.write(stray.resolve("notes.txt"), bytes(1, 10));
    Upload onItsWay = a.upload(Digest.of(bytes(3, 1000)));
    clock.advance(Duration.ofMinutes(40));

    assertThat(a.sweep()).isEqualTo(1);
    a.maintain();
    assertThat(blobFiles()).as("the result's, and a file that is no blob").isEqualTo(2);
    assertThat(get(a, known)).hasSize(1000);
    onItsWay.close();
  }
}
