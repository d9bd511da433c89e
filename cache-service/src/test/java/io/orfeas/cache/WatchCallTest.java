package io.orfeas.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.orfeas.cache.v1.AbandonRequest;
import io.orfeas.cache.v1.RenewRequest;
import io.orfeas.cache.v1.WatchRequest;
import io.orfeas.cache.v1.WatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One or many streams that follow a key. */
class WatchCallTest extends CacheServiceUnderTest {
  @Test
  void watch_hundredFollowers_allSeeEverything() throws Exception {
    long token = acquire().getLease().getFencingToken();
    List<RecordedCall<WatchRequest, WatchResponse>> followers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      followers.add(follow(0));
    }
    publish(token, entry(1, "one", noDigest()));
    publish(token, entry(2, "two", noDigest()));
    for (int i = 0; i < 50; i++) {
      followers.add(follow(0));
    }
    assertThat(
            cache
                .renew(RenewRequest.newBuilder().setKey(KEY).setFencingToken(token).build())
                .getWatchers())
        .isEqualTo(100);
    complete(token);

    for (RecordedCall<WatchRequest, WatchResponse> follower : followers) {
      assertThat(follower.end().getCode()).isEqualTo(Code.OK);
      assertThat(follower.messages()).hasSize(3);
      assertThat(follower.messages().get(1).getEntry().getSequence()).isEqualTo(2);
      assertThat(follower.messages().get(2).getCompleted().getComputeDuration().getSeconds())
          .isEqualTo(3);
    }
    assertThat(stats().getWatchers()).isZero();
    assertThat(stats().getSavedDuration().getSeconds()).isEqualTo(300);
  }

  @Test
  void watch_slowReader_isSentNothingItDidNotAskFor() throws Exception {
    long token = acquire().getLease().getFencingToken();
    RecordedCall<WatchRequest, WatchResponse> slow = RecordedCall.slow();
    async.watch(WatchRequest.newBuilder().setKey(KEY).build(), slow);
    for (int i = 1; i <= 100; i++) {
      publish(token, entry(i, "x".repeat(10_000), noDigest()));
    }
    complete(token);
    assertThat(slow.messages()).isEmpty();

    slow.take(1);
    assertThat(slow.messages()).hasSize(1);
    slow.take(1000);
    assertThat(slow.end().getCode()).isEqualTo(Code.OK);
    assertThat(slow.messages()).hasSize(101);
  }

  @Test
  void watch_replayOnly_endsWithWhatIsKnown() throws Exception {
    long token = acquire().getLease().getFencingToken();
    publish(token, entry(1, "one", noDigest()));

    assertThat(replay()).hasSize(1);
    assertThat(stats().getWatchers()).isZero();

    publish(token, entry(2, "two", noDigest()));
    complete(token);
    assertThat(replay()).hasSize(3).last().matches(WatchResponse::hasCompleted);
  }

  @Test
  void watch_cancelled_isCountedNoMore() {
    acquire();
    RecordedCall<WatchRequest, WatchResponse> follower = follow(0);
    assertThat(stats().getWatchers()).isEqualTo(1);
    follower.cancel();
    assertThat(stats().getWatchers()).isZero();
  }

  @Test
  void watch_leaderGone_endsVacated() throws Exception {
    acquire();
    RecordedCall<WatchRequest, WatchResponse> follower = follow(0);
    clock.advance(Duration.ofSeconds(5));
    store.maintain();

    assertThat(follower.end().getCode()).isEqualTo(Code.OK);
    assertThat(follower.messages().get(0).getVacated().getReason()).isEqualTo("EXPIRED");
    assertThat(stats().getExpiredLeases()).isEqualTo(1);
    assertThat(acquire().hasLease()).isTrue();
  }

  @Test
  void watch_abandonedForGood_endsWithTheStatus() throws Exception {
    long token = acquire().getLease().getFencingToken();
    RecordedCall<WatchRequest, WatchResponse> follower = follow(0);
    com.google.rpc.Status status =
        com.google.rpc.Status.newBuilder().setCode(9).setMessage("nothing there").build();
    cache.abandon(
        AbandonRequest.newBuilder()
            .setKey(KEY)
            .setFencingToken(token)
            .setFinalStatus(status)
            .build());

    assertThat(follower.end().getCode()).isEqualTo(Code.OK);
    assertThat(follower.messages().get(0).getFailed()).isEqualTo(status);
  }

  @Test
  void watch_unknownKey_isNotFound() throws Exception {
    assertThat(follow(0).end().getCode()).isEqualTo(Code.NOT_FOUND);
  }

  private RecordedCall<WatchRequest, WatchResponse> follow(int after) {
    RecordedCall<WatchRequest, WatchResponse> call = RecordedCall.eager();
    async.watch(WatchRequest.newBuilder().setKey(KEY).setAfterSequence(after).build(), call);
    return call;
  }

  private List<WatchResponse> replay() throws Exception {
    RecordedCall<WatchRequest, WatchResponse> call = RecordedCall.eager();
    async.watch(WatchRequest.newBuilder().setKey(KEY).setReplayOnly(true).build(), call);
    assertThat(call.end().getCode()).isEqualTo(Code.OK);
    return call.messages();
  }
}
