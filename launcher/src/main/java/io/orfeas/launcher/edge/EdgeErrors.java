package io.orfeas.launcher.edge;

import com.google.rpc.Status;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.ShuttingDownException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Status.Code;
import io.orfeas.runtime.StatusMapper;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Errors that the HTTP server itself answers with, in the form of all others. */
final class EdgeErrors implements ServerErrorHandler {
  private final long maxBodyBytes;

  EdgeErrors(long maxBodyBytes) {
    this.maxBodyBytes = maxBodyBytes;
  }

  /** Whether a failure has an answer of its own here. */
  static boolean knows(Throwable cause) {
    return cause instanceof HttpStatusException
        || cause instanceof ContentTooLargeException
        || cause instanceof RequestTimeoutException
        || cause instanceof ShuttingDownException;
  }

  /** The failure itself, without what futures wrap it in. */
  static Throwable unwrap(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** A refusal by the HTTP server. */
  static AggregatedHttpResponse of(HttpStatus status, String message) {
    return AggregatedHttpResponse.of(headers(status), body(status, message));
  }

  @Override
  public HttpResponse onServiceException(ServiceRequestContext ctx, Throwable failure) {
    Throwable cause = unwrap(failure);
    RequestHeaders headers = ctx.request().headers();
    if (cause instanceof HttpStatusException known) {
      return rendered(ctx, headers, known.httpStatus());
    }
    if (cause instanceof ContentTooLargeException) {
      return rendered(ctx, headers, HttpStatus.REQUEST_ENTITY_TOO_LARGE);
    }
    if (cause instanceof RequestTimeoutException) {
      boolean arrived =
          ctx.log()
              .isAvailable(com.linecorp.armeria.common.logging.RequestLogProperty.REQUEST_END_TIME);
      return rendered(
          ctx, headers, arrived ? HttpStatus.GATEWAY_TIMEOUT : HttpStatus.REQUEST_TIMEOUT);
    }
    if (cause instanceof ShuttingDownException) {
      return rendered(ctx, headers, HttpStatus.SERVICE_UNAVAILABLE);
    }
    return StatusMapper.isUnforeseen(cause)
        ? rendered(ctx, headers, HttpStatus.INTERNAL_SERVER_ERROR)
        : HttpErrors.response(StatusMapper.toStatus(cause));
  }

  @Override
  public AggregatedHttpResponse onProtocolViolation(
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    // A request that cannot even be read is its sender's fault, whatever the reader stumbled over.
    HttpStatus blame =
        status.equals(HttpStatus.INTERNAL_SERVER_ERROR) ? HttpStatus.BAD_REQUEST : status;
    return renderStatus(null, config, headers, blame, description, cause);
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext ctx,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    if (status.isContentAlwaysEmpty() || status.isSuccess()) {
      return AggregatedHttpResponse.of(ResponseHeaders.of(status));
    }
    String message = headers == null ? status.reasonPhrase() : message(headers, status);
    return AggregatedHttpResponse.of(headers(status), body(status, message));
  }

  private HttpResponse rendered(
      ServiceRequestContext ctx, RequestHeaders headers, HttpStatus status) {
    ResponseHeadersBuilder answer = headers(status).toBuilder();
    return HttpResponse.of(answer.build(), body(status, message(headers, status)));
  }

  private String message(RequestHeaders headers, HttpStatus status) {
    String path = headers.path().split("\\?", 2)[0];
    return switch (status.code()) {
      case 404 -> "%s %s: no such path".formatted(headers.method(), path);
      case 405 -> "%s %s: no such method of this path".formatted(headers.method(), path);
      case 408 -> "request: not all there in time";
      case 413 -> "body: too large (expected: at most %d bytes)".formatted(maxBodyBytes);
      case 504 -> "answer: not there in time";
      default -> status.reasonPhrase();
    };
  }

  private static ResponseHeaders headers(HttpStatus status) {
    return ResponseHeaders.builder(status).contentType(MediaType.JSON_UTF_8).build();
  }

  private static HttpData body(HttpStatus status, String message) {
    Status error = Status.newBuilder().setCode(code(status).value()).setMessage(message).build();
    return HttpData.ofUtf8(HttpErrors.json(error));
  }

  private static Code code(HttpStatus status) {
    return switch (status.code()) {
      case 401 -> Code.UNAUTHENTICATED;
      case 403 -> Code.PERMISSION_DENIED;
      case 404 -> Code.NOT_FOUND;
      case 405 -> Code.UNIMPLEMENTED;
      case 408, 504 -> Code.DEADLINE_EXCEEDED;
      case 413, 429, 431 -> Code.RESOURCE_EXHAUSTED;
      case 503 -> Code.UNAVAILABLE;
      default -> status.isClientError() ? Code.INVALID_ARGUMENT : Code.INTERNAL;
    };
  }
}
