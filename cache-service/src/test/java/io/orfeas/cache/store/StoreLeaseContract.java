package io.orfeas.cache.store;

import static io.orfeas.cache.store.StoreFixture.ROOMY;
import static io.orfeas.cache.store.StoreFixture.bytes;
import static io.orfeas.cache.store.StoreFixture.compute;
import static io.orfeas.cache.store.StoreFixture.entry;
import static io.orfeas.cache.store.StoreFixture.get;
import static io.orfeas.cache.store.StoreFixture.hit;
import static io.orfeas.cache.store.StoreFixture.key;
import static io.orfeas.cache.store.StoreFixture.lease;
import static io.orfeas.cache.store.StoreFixture.put;
import static io.orfeas.cache.store.StoreFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.cache.store.StoreException.Reason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The part of the contract for those who compute. */
abstract class StoreLeaseContract extends StoreUnderTest {
  @Test
  void acquire_unknownKey_grantsALease() {
    Acquisition answer = store.acquire(KEY, "me", false);

    assertThat(answer).isInstanceOf(Acquisition.Granted.class);
    assertThat(((Acquisition.Granted) answer).ttl()).isEqualTo(ROOMY.leaseTtl());
  }

  @Test
  void acquire_leasedKey_namesTheHolder() {
    store.acquire(KEY, "leader", false);

    assertThat(store.acquire(KEY, "me", false)).isEqualTo(new Acquisition.Busy("leader"));
  }

  @Test
  void acquire_finishedKey_givesTheWholeResult() {
    long token = lease(store, KEY);
    Digest blob = put(store, bytes(1, 5000));
    store.publish(KEY, token, entry(1, "preview"));
    store.publish(KEY, token, entry(2, "mesh", blob, blob));
    store.complete(KEY, token, 0, SECOND, "classical");

    StoredResult result = hit(store, KEY);

    assertThat(result.entries()).containsExactly(entry(1, "preview"), entry(2, "mesh", blob, blob));
    assertThat(result.info().key()).isEqualTo(KEY);
    assertThat(result.info().computeDuration()).isEqualTo(SECOND);
    assertThat(result.info().estimator()).isEqualTo("classical");
    assertThat(result.info().createTime()).isEqualTo(clock.instant());
    assertThat(result.info().sizeBytes()).isEqualTo(StoredResult.weightOf(result.entries()) + 5000);
    assertThat(get(store, blob)).isEqualTo(bytes(1, 5000));
  }

  @Test
  void acquire_hundredAtOnce_grantsOneLease() throws Exception {
    List<Acquisition> answers = inParallel(100, () -> store.acquire(KEY, "me", false));

    assertThat(answers).filteredOn(a -> a instanceof Acquisition.Granted).hasSize(1);
    assertThat(answers).filteredOn(a -> a instanceof Acquisition.Busy).hasSize(99);
  }

  @Test
  void acquire_skipLookup_recomputesAndKeepsTheOldResultUntilThen() {
    compute(store, "a request", 100, SECOND);

    Acquisition.Granted granted = (Acquisition.Granted) store.acquire(KEY, "me", true);
    assertThat(store.acquire(KEY, "other", true)).isEqualTo(new Acquisition.Busy("me"));
    assertThat(hit(store, KEY).info().computeDuration()).isEqualTo(SECOND);
    store.publish(KEY, granted.fencingToken(), entry(1, "new"));
    store.complete(KEY, granted.fencingToken(), 0, SECOND.multipliedBy(2), "other");

    assertThat(hit(store, KEY).entries()).containsExactly(entry(1, "new"));
    assertThat(listener.of("REPLACED")).isEqualTo(1);
    assertThat(store.sizes().results()).isEqualTo(1);
  }

  @Test
  void acquire_tooManyLeases_isRefused() throws Exception {
    restrict(
        new StoreLimits(1 << 20, 1 << 20, 1 << 20, 100, 1000, SECOND, 0, SECOND, SECOND, 1, 1));
    long token = lease(store, key("first"));

    refused(Reason.TOO_MANY_LEASES, () -> store.acquire(KEY, "me", false));
    store.abandon(key("first"), token, Optional.empty());
    lease(store, KEY);
  }

  @Test
  void lease_notRenewed_expiresAndGoesToTheNext() {
    long token = lease(store, KEY);
    clock.advance(ROOMY.leaseTtl());

    long next = lease(store, KEY);

    assertThat(next).isGreaterThan(token);
    assertThat(listener.of("LEASE")).isEqualTo(1);
  }

  @Test
  void lease_renewed_livesOn() {
    long token = lease(store, KEY);
    for (int i = 0; i < 10; i++) {
      clock.advance(ROOMY.leaseTtl().dividedBy(2));
      assertThat(store.renew(KEY, token)).isEqualTo(new Renewal(ROOMY.leaseTtl(), 0));
    }

    assertThat(store.acquire(KEY, "me", false)).isInstanceOf(Acquisition.Busy.class);
  }

  @Test
  void complete_withoutAnEntryThatWasPublished_isRefused() {
    long token = lease(store, KEY);
    store.publish(KEY, token, entry(1, "one"));

    refused(Reason.ENTRY_MISSING, () -> store.complete(KEY, token, 2, SECOND, ""));
    store.publish(KEY, token, entry(2, "two"));
    store.complete(KEY, token, 2, SECOND, "");
    assertThat(hit(store, KEY).entries()).hasSize(2);
  }

  @Test
  void writes_withALostLease_areFenced() {
    long old = lease(store, KEY);
    clock.advance(ROOMY.leaseTtl());
    long current = lease(store, KEY);

    refused(Reason.LEASE_LOST, () -> store.renew(KEY, old));
    refused(Reason.LEASE_LOST, () -> store.publish(KEY, old, entry(1, "late")));
    refused(Reason.LEASE_LOST, () -> store.complete(KEY, old, 0, SECOND, ""));
    refused(Reason.LEASE_LOST, () -> store.abandon(KEY, old, Optional.empty()));
    store.publish(KEY, current, entry(1, "in time"));
    store.complete(KEY, current, 0, SECOND, "");

    assertThat(hit(store, KEY).entries()).containsExactly(entry(1, "in time"));
    assertThat(listener.of("FENCED")).isEqualTo(4);
  }

  @Test
  void tokens_overManyLeases_rise() {
    long last = 0;
    for (int i = 0; i < 50; i++) {
      long token = lease(store, key("request " + i));
      assertThat(token).isGreaterThan(last);
      last = token;
    }
  }

  @Test
  void publish_sameEntryAgain_changesNothing() {
    long token = lease(store, KEY);
    store.publish(KEY, token, entry(1, "once"));
    store.publish(KEY, token, entry(1, "once"));
    store.publish(KEY, token, entry(2, "twice"));
    store.complete(KEY, token, 0, SECOND, "");

    assertThat(hit(store, KEY).entries()).containsExactly(entry(1, "once"), entry(2, "twice"));
  }

  @Test
  void publish_whatDoesNotFit_isRefused() {
    long token = lease(store, KEY);
    store.publish(KEY, token, entry(1, "first"));

    refused(Reason.OUT_OF_SEQUENCE, () -> store.publish(KEY, token, entry(1, "other")));
    refused(Reason.OUT_OF_SEQUENCE, () -> store.publish(KEY, token, entry(3, "gap")));
    refused(
        Reason.BLOB_MISSING,
        () -> store.publish(KEY, token, entry(2, "", Digest.of(bytes(1, 10)))));
    refused(
        Reason.ENTRY_TOO_LARGE,
        () -> store.publish(KEY, token, new Entry(2, Opaque.wrap(new byte[70_000]), List.of())));
  }

  @Test
  void publish_moreThanAResultMayHold_isRefused() {
    long token = lease(store, KEY);
    Opaque most = Opaque.wrap(new byte[ROOMY.maxPayloadBytes()]);
    for (int i = 1; i <= 15; i++) {
      store.publish(KEY, token, new Entry(i, most, List.of()));
    }

    refused(
        Reason.ENTRY_TOO_LARGE, () -> store.publish(KEY, token, new Entry(16, most, List.of())));
  }
}
