package io.orfeas.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.RoutingResult;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.Download;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreException.Reason;
import io.orfeas.runtime.Metrics;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Blobs over HTTP whose bytes do not come. */
class BlobHttpServiceTest {
  private static final String SHA256 = "ab".repeat(32);
  private static final String PATH = "/api/v1/blobs/" + SHA256;

  @Test
  void get_firstBytesCannotBeRead_isRefusedAndLetsTheBlobGo() throws Exception {
    UnreadableDownload blob = new UnreadableDownload();
    BlobHttpService service = new BlobHttpService(storeOf(blob), new CacheMetrics(new Metrics()));
    HttpRequest request = HttpRequest.of(HttpMethod.GET, PATH);
    ServiceRequestContext ctx =
        ServiceRequestContext.builder(request)
            .routingResult(RoutingResult.builder().path(PATH).rawParam("sha256", SHA256).build())
            .build();

    assertThat(service.serve(ctx, request).aggregate().join().status())
        .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    assertThat(blob.closed.await(0, TimeUnit.SECONDS)).as("closed").isTrue();
  }

  private static CacheStore storeOf(Download blob) {
    return (CacheStore)
        Proxy.newProxyInstance(
            CacheStore.class.getClassLoader(),
            new Class<?>[] {CacheStore.class},
            (proxy, method, arguments) ->
                method.getName().equals("openHot") ? Optional.empty() : blob);
  }

  /** Says how long it is, and no more. */
  private static final class UnreadableDownload implements Download {
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public long sizeBytes() {
      return 1000;
    }

    @Override
    public ByteBuffer read(long position, int max) {
      throw new StoreException(Reason.UNAVAILABLE, "blob: away (expected: a working storage)");
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
