package io.orfeas.cache;

import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Download;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreException.Reason;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Blobs over HTTP: {@code GET} and {@code HEAD} of {@code /api/v1/blobs/{sha256}}, with ranges. A
 * blob never changes, so caches on the way may keep it for ever.
 */
final class BlobHttpService extends AbstractHttpService {
  private static final String FOLDER = "/api/v1/blobs/";
  static final String PATH = FOLDER + "{sha256}";

  /** Read at a time, and so what a slow client holds. A blob in the hot tier is not copied. */
  private static final int PIECE_BYTES = 512 << 10;

  /**
   * Up to here Armeria is told that an answer comes as a whole, and writes head and body in one
   * system call. A longer one is streamed, so that a client that takes it slowly holds little.
   */
  private static final int SHORT_BYTES = 64 << 10;

  /** What all answers with bytes say. */
  private static final ResponseHeaders WHOLE =
      headers(HttpStatus.OK).contentType(MediaType.OCTET_STREAM).build();

  private static final ResponseHeaders PART =
      headers(HttpStatus.PARTIAL_CONTENT).contentType(MediaType.OCTET_STREAM).build();

  private final CacheStore store;
  private final CacheMetrics metrics;

  BlobHttpService(CacheStore store, CacheMetrics metrics) {
    this.store = store;
    this.metrics = metrics;
  }

  @Override
  public ExchangeType exchangeType(RoutingContext routing) {
    String sha256 = routing.path().substring(FOLDER.length());
    return store.sizeBytes(sha256).orElse(Long.MAX_VALUE) <= SHORT_BYTES
        ? ExchangeType.UNARY
        : ExchangeType.RESPONSE_STREAMING;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext ctx, HttpRequest request) {
    return answer(ctx, request, true);
  }

  @Override
  protected HttpResponse doHead(ServiceRequestContext ctx, HttpRequest request) {
    return answer(ctx, request, false);
  }

  private HttpResponse answer(ServiceRequestContext ctx, HttpRequest request, boolean body) {
    String sha256 = String.valueOf(ctx.pathParam("sha256"));
    Executor executor = ctx.blockingTaskExecutor();
    Optional<Download> hot = store.openHot(sha256);
    if (hot.isPresent()) {
      // Nothing to wait for, so no thread to change to.
      return opened(hot.get(), sha256, request, body, Runnable::run);
    }
    return HttpResponse.of(
        CompletableFuture.supplyAsync(() -> cold(sha256, request, body, executor), executor));
  }

  private HttpResponse cold(String sha256, HttpRequest request, boolean body, Executor executor) {
    try {
      Digest.requireSha256(sha256);
      return opened(store.open(sha256), sha256, request, body, executor);
    } catch (IllegalArgumentException malformed) {
      return refusal(HttpStatus.BAD_REQUEST, malformed);
    } catch (StoreException refused) {
      metrics.refused(refused.reason());
      return refusal(
          refused.reason() == Reason.NOT_FOUND
              ? HttpStatus.NOT_FOUND
              : HttpStatus.SERVICE_UNAVAILABLE,
          refused);
    }
  }

  private HttpResponse opened(
      Download blob, String sha256, HttpRequest request, boolean body, Executor executor) {
    String tag = '"' + sha256 + '"';
    long size = blob.sizeBytes();
    Optional<ByteRange> range =
        ByteRange.parse(request.headers().get(HttpHeaderNames.RANGE, ""), size);
    if (tag.equals(request.headers().get(HttpHeaderNames.IF_NONE_MATCH))) {
      blob.close();
      return HttpResponse.of(
          headers(HttpStatus.NOT_MODIFIED).set(HttpHeaderNames.ETAG, tag).build());
    }
    if (range.isEmpty()) {
      blob.close();
      return HttpResponse.of(
          headers(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
              .set(HttpHeaderNames.ETAG, tag)
              .set(HttpHeaderNames.CONTENT_RANGE, "bytes */" + size)
              .build());
    }
    ResponseHeaders headers = headers(range.get(), size, tag);
    if (!body || range.get().length() == 0) {
      blob.close();
      return HttpResponse.of(headers);
    }
    return new Transfer(blob, range.get(), executor).start(headers);
  }

  private static ResponseHeaders headers(ByteRange range, long size, String tag) {
    boolean whole = range.length() == size;
    ResponseHeadersBuilder headers =
        (whole ? WHOLE : PART)
            .toBuilder().set(HttpHeaderNames.ETAG, tag).contentLength(range.length());
    if (!whole) {
      headers.set(
          HttpHeaderNames.CONTENT_RANGE,
          "bytes %d-%d/%d".formatted(range.start(), range.end() - 1, size));
    }
    return headers.build();
  }

  private static ResponseHeadersBuilder headers(HttpStatus status) {
    return ResponseHeaders.builder(status)
        .set(HttpHeaderNames.ACCEPT_RANGES, "bytes")
        .set(HttpHeaderNames.CACHE_CONTROL, "private, max-age=31536000, immutable");
  }

  private static HttpResponse refusal(HttpStatus status, RuntimeException why) {
    return HttpResponse.of(
        status, MediaType.PLAIN_TEXT_UTF_8, String.valueOf(why.getMessage()) + "\n");
  }

  /** Sends a blob piece by piece, the next when the client has taken the one before. */
  private final class Transfer {
    private final Download blob;
    private final Executor executor;
    private final long end;
    private long position;

    Transfer(Download blob, ByteRange range, Executor executor) {
      this.blob = blob;
      this.executor = executor;
      end = range.end();
      position = range.start();
    }

    HttpResponse start(ResponseHeaders headers) {
      HttpData first = first();
      if (position == end) {
        blob.close();
        // As objects: given as head and body, the head would be copied to set its length again.
        return HttpResponse.of(new HttpObject[] {headers, first});
      }
      HttpResponseWriter out = HttpResponse.streaming();
      out.whenComplete().whenComplete((done, failed) -> blob.close());
      out.write(headers);
      out.write(first);
      goOn(out);
      return out;
    }

    /** What fails before there is an answer is told by the answer, which then holds no blob. */
    private HttpData first() {
      try {
        return next();
      } catch (RuntimeException | Error failed) {
        blob.close();
        throw failed;
      }
    }

    private void goOn(HttpResponseWriter out) {
      out.whenConsumed().thenRunAsync(() -> send(out), executor);
    }

    private void send(HttpResponseWriter out) {
      try {
        if (!out.tryWrite(next())) {
          return;
        }
      } catch (RuntimeException failed) {
        out.close(failed);
        return;
      }
      if (position == end) {
        out.close();
      } else {
        goOn(out);
      }
    }

    private HttpData next() {
      ByteBuffer piece = blob.read(position, (int) Math.min(PIECE_BYTES, end - position));
      position += piece.remaining();
      metrics.sent(piece.remaining());
      return HttpData.wrap(
          piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
    }
  }
}
