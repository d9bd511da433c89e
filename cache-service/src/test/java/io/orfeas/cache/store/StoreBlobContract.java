package io.orfeas.cache.store;

import static io.orfeas.cache.store.StoreFixture.ROOMY;
import static io.orfeas.cache.store.StoreFixture.bytes;
import static io.orfeas.cache.store.StoreFixture.compute;
import static io.orfeas.cache.store.StoreFixture.entry;
import static io.orfeas.cache.store.StoreFixture.get;
import static io.orfeas.cache.store.StoreFixture.key;
import static io.orfeas.cache.store.StoreFixture.lease;
import static io.orfeas.cache.store.StoreFixture.put;
import static io.orfeas.cache.store.StoreFixture.refused;
import static io.orfeas.cache.store.StoreFixture.withBytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.cache.store.StoreException.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part of the contract for files. */
abstract class StoreBlobContract extends StoreFeedContract {
  @Test
  void upload_wrongBytes_isRefusedAndUnseen() {
    Digest announced = Digest.of(bytes(1, 100));
    try (Upload upload = store.upload(announced)) {
      upload.write(ByteBuffer.wrap(bytes(2, 100)));
      refused(Reason.DIGEST_MISMATCH, upload::commit);
    }
    try (Upload upload = store.upload(announced)) {
      refused(Reason.DIGEST_MISMATCH, () -> upload.write(ByteBuffer.wrap(bytes(1, 101))));
    }
    try (Upload upload = store.upload(announced)) {
      upload.write(ByteBuffer.wrap(bytes(1, 99)));
      refused(Reason.DIGEST_MISMATCH, upload::commit);
    }

    assertThat(store.keep(announced)).isFalse();
    refused(Reason.NOT_FOUND, () -> store.open(announced.sha256()));
    assertThat(store.sizes().usedBytes()).isZero();
  }

  @Test
  void upload_again_saysThatItExisted() {
    Digest blob = put(store, bytes(1, 100));

    try (Upload upload = store.upload(blob)) {
      upload.write(ByteBuffer.wrap(bytes(1, 100)));
      assertThat(upload.commit()).isTrue();
    }
    assertThat(store.keep(blob)).isTrue();
    assertThat(store.keep(new Digest(blob.sha256(), 99))).isFalse();
    assertThat(store.sizes().usedBytes()).isEqualTo(100);
  }

  /** A store may not know; it may not be wrong. */
  @Test
  void sizeBytes_whereItIsTold_isTrue() {
    Digest blob = put(store, bytes(1, 100));

    store.sizeBytes(blob.sha256()).ifPresent(size -> assertThat(size).isEqualTo(100));
    assertThat(store.sizeBytes(Digest.of(bytes(2, 100)).sha256())).isEmpty();
    assertThat(store.sizeBytes("nonsense")).isEmpty();
  }

  @Test
  void upload_emptyBlob_isABlob() {
    Digest blob = put(store, new byte[0]);

    assertThat(get(store, blob)).isEmpty();
  }

  @Test
  void upload_tooLarge_isRefused() {
    refused(
        Reason.BLOB_TOO_LARGE,
        () -> store.upload(new Digest(key("x").hex(), ROOMY.maxBlobBytes() + 1)));
  }

  @Test
  void upload_inFlight_reservesItsSpace() throws Exception {
    restrict(withBytes(10_000, 10_000));
    Upload first = store.upload(Digest.of(bytes(1, 6000)));

    refused(Reason.STORE_FULL, () -> store.upload(Digest.of(bytes(2, 6000))));
    first.close();
    put(store, bytes(2, 6000));
  }

  @Test
  void download_parts_areExact() {
    Digest blob = put(store, bytes(1, 300_000));
    try (Download download = store.open(blob.sha256())) {
      ByteBuffer part = download.read(123_456, 1000);
      byte[] read = new byte[part.remaining()];
      part.get(read);

      assertThat(read).isNotEmpty();
      for (int i = 0; i < read.length; i++) {
        assertThat(read[i]).isEqualTo(bytes(1, 300_000)[123_456 + i]);
      }
    }
  }

  @Test
  void blob_unpublished_isCollectedAfterItsGrace() {
    Digest blob = put(store, bytes(1, 100));
    clock.advance(ROOMY.uploadGrace().minusMillis(1));
    store.maintain();
    assertThat(store.keep(blob)).isTrue();

    clock.advance(ROOMY.uploadGrace());
    store.maintain();
    assertThat(store.keep(blob)).isFalse();
    assertThat(store.sizes().usedBytes()).isZero();
  }

  @Test
  void blob_ofAComputationInFlight_staysHoweverLongItTakes() {
    long token = lease(store, KEY);
    Digest blob = put(store, bytes(1, 100));
    store.publish(KEY, token, entry(1, "mesh", blob));
    for (int i = 0; i < 300; i++) {
      clock.advance(ROOMY.leaseTtl().dividedBy(2));
      store.renew(KEY, token);
      store.maintain();
    }

    assertThat(get(store, blob)).hasSize(100);
  }

  @Test
  void blob_sharedByResults_isStoredOnceAndStaysForTheLast() {
    Digest blob = Digest.of(bytes(7, 10_000));
    for (String name : List.of("one", "two")) {
      long token = lease(store, key(name));
      put(store, bytes(7, 10_000));
      store.publish(key(name), token, entry(1, name, blob));
      store.complete(key(name), token, 0, SECOND, "");
    }
    clock.advance(ROOMY.uploadGrace());

    assertThat(store.sizes().blobs()).isEqualTo(1);
    store.clear(new Selection(key("one"), null, null, false));
    assertThat(get(store, blob)).hasSize(10_000);
    store.clear(new Selection(key("two"), null, null, false));
    refused(Reason.NOT_FOUND, () -> store.open(blob.sha256()));
    assertThat(store.sizes().usedBytes()).isZero();
  }

  @Test
  void download_clearedMeanwhile_canBeReadToTheEnd() throws Exception {
    restrict(withBytes(1 << 20, 1 << 20));
    Digest blob = compute(store, "a request", 200_000, SECOND);
    try (Download download = store.open(blob.sha256())) {
      store.clear(Selection.UNPINNED);
      assertThat(download.read(199_990, 100).remaining()).isEqualTo(10);
    }
    store.maintain();

    refused(Reason.NOT_FOUND, () -> store.open(blob.sha256()));
    assertThat(store.sizes().usedBytes()).isZero();
  }
}
