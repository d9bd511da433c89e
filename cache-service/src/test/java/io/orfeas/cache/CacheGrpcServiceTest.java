package io.orfeas.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.server.annotation.Blocking;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.StoreFixture;
import io.orfeas.cache.v1.AcquireRequest;
import io.orfeas.cache.v1.AcquireResponse;
import io.orfeas.cache.v1.ClearRequest;
import io.orfeas.cache.v1.GetStatsResponse;
import io.orfeas.cache.v1.ListResultsRequest;
import io.orfeas.cache.v1.LogEntry;
import io.orfeas.cache.v1.PinRequest;
import io.orfeas.cache.v1.RenewRequest;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CacheGrpcServiceTest extends CacheServiceUnderTest {
  @Test
  void acquire_fromLeaseToHit_tellsWhatIsKnown() {
    AcquireResponse lease = acquire();
    assertThat(lease.getLease().getFencingToken()).isPositive();
    assertThat(lease.getLease().getTtl().getSeconds()).isEqualTo(5);
    assertThat(acquire().getWait().getOwner()).isEqualTo("test");

    LogEntry entry = entry(1, "mesh", put(StoreFixture.bytes(1, 1000)));
    long token = lease.getLease().getFencingToken();
    publish(token, entry);
    complete(token);

    AcquireResponse hit = acquire();
    assertThat(hit.getHit().getEntriesList()).containsExactly(entry);
    assertThat(hit.getHit().getEstimator()).isEqualTo("classical");
    assertThat(hit.getHit().getComputeDuration().getSeconds()).isEqualTo(3);
    assertThat(hit.getHit().hasExpireTime()).isTrue();
  }

  @Test
  void acquire_lookupOnly_givesHitOrWaitButNeverALease() {
    AcquireRequest lookup =
        AcquireRequest.newBuilder().setKey(KEY).setOwner("reader").setLookupOnly(true).build();
    refused(Code.NOT_FOUND, "RESULT_UNKNOWN", () -> cache.acquire(lookup));
    assertThat(stats().getLeases()).isZero();
    assertThat(stats().getMisses()).isZero();

    long token = acquire().getLease().getFencingToken();
    assertThat(cache.acquire(lookup).getWait().getOwner()).isEqualTo("test");

    complete(token);
    assertThat(cache.acquire(lookup).hasHit()).isTrue();
    refused(
        Code.NOT_FOUND,
        "RESULT_UNKNOWN",
        () -> cache.acquire(lookup.toBuilder().setSkipLookup(true).build()));
    assertThat(stats().getLeases()).isZero();
  }

  @Test
  void acquire_badFields_saysWhichAndWhatWasExpected() {
    StatusRuntimeException failure =
        refused(
            Code.INVALID_ARGUMENT,
            "INVALID_FIELD",
            () -> cache.acquire(AcquireRequest.newBuilder().setKey("ABC").setOwner("me").build()));
    assertThat(failure).hasMessageContaining("key: ABC (expected: 64 lower-case hexadecimal");
    refused(
        Code.INVALID_ARGUMENT,
        "INVALID_FIELD",
        () -> cache.acquire(AcquireRequest.newBuilder().setKey(KEY).build()));
  }

  @Test
  void writes_withoutTheLease_failThePrecondition() {
    refused(
        Code.FAILED_PRECONDITION,
        "LEASE_LOST",
        () -> cache.renew(RenewRequest.newBuilder().setKey(KEY).setFencingToken(9).build()));
    refused(Code.FAILED_PRECONDITION, "LEASE_LOST", () -> publish(9, entry(1, "late", noDigest())));
    assertThat(stats().getFencedWrites()).isEqualTo(2);
  }

  @Test
  void publish_unknownBlobOrGap_isRefused() {
    long token = acquire().getLease().getFencingToken();
    refused(
        Code.FAILED_PRECONDITION,
        "BLOB_MISSING",
        () -> publish(token, entry(1, "", Digest.of(new byte[3]))));
    refused(
        Code.INVALID_ARGUMENT, "OUT_OF_SEQUENCE", () -> publish(token, entry(2, "", noDigest())));
    refused(Code.INVALID_ARGUMENT, "INVALID_FIELD", () -> publish(token, entry(0, "", noDigest())));
  }

  @Test
  void handlers_exceptGetBlob_sayThatTheyBlock() {
    assertThat(
            Arrays.stream(CacheGrpcService.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> !method.isAnnotationPresent(Blocking.class)))
        .extracting(Method::getName)
        .containsExactly("getBlob");
  }

  @Test
  void listPinClear_followEachOther() {
    long token = acquire().getLease().getFencingToken();
    complete(token);
    cache.pin(PinRequest.newBuilder().setKey(KEY).setPinned(true).build());

    assertThat(
            cache
                .listResults(ListResultsRequest.getDefaultInstance())
                .getResults(0)
                .hasExpireTime())
        .isFalse();
    assertThat(cache.clear(ClearRequest.getDefaultInstance()).getClearedResults()).isZero();
    assertThat(
            cache
                .clear(ClearRequest.newBuilder().setIncludePinned(true).build())
                .getClearedResults())
        .isEqualTo(1);
    refused(
        Code.INVALID_ARGUMENT,
        "INVALID_FIELD",
        () -> cache.listResults(ListResultsRequest.newBuilder().setPageSize(1001).build()));
    refused(
        Code.INVALID_ARGUMENT,
        "INVALID_FIELD",
        () -> cache.listResults(ListResultsRequest.newBuilder().setPageToken("x").build()));
    refused(
        Code.NOT_FOUND,
        "NOT_FOUND",
        () -> cache.pin(PinRequest.newBuilder().setKey(KEY).setPinned(true).build()));
  }

  @Test
  void stats_afterAHitAndAMiss_countThem() {
    complete(acquire().getLease().getFencingToken());
    acquire();

    GetStatsResponse stats = stats();
    assertThat(stats.getHits()).isEqualTo(1);
    assertThat(stats.getMisses()).isEqualTo(1);
    assertThat(stats.getComputes()).isEqualTo(1);
    assertThat(stats.getHitRate()).isEqualTo(0.5);
    assertThat(stats.getSavedDuration().getSeconds()).isEqualTo(3);
    assertThat(stats.getStore()).isEqualTo("memory");
    assertThat(stats.getSoftLimitBytes()).isEqualTo(StoreFixture.ROOMY.softBytes());
  }
}
