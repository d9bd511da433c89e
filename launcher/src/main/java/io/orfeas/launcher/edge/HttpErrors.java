package io.orfeas.launcher.edge;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.grpc.Status.Code;

/** Errors as HTTP: the status as JSON under the code that {@code google.rpc.Code} documents. */
final class HttpErrors {
  /** What errors may have as details. */
  static final TypeRegistry DETAILS =
      TypeRegistry.newBuilder()
          .add(ErrorInfo.getDescriptor())
          .add(BadRequest.getDescriptor())
          .add(RetryInfo.getDescriptor())
          .add(QuotaFailure.getDescriptor())
          .build();

  private static final JsonFormat.Printer JSON =
      JsonFormat.printer()
          .usingTypeRegistry(DETAILS)
          .preservingProtoFieldNames()
          .omittingInsignificantWhitespace();

  private HttpErrors() {}

  static HttpResponse response(Status status) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(
                isOutOfMemory(status) ? HttpStatus.INSUFFICIENT_STORAGE : code(status))
            .contentType(MediaType.JSON_UTF_8);
    for (Any detail : status.getDetailsList()) {
      retryAfter(detail, headers);
    }
    return HttpResponse.of(headers.build(), HttpData.ofUtf8(json(status)));
  }

  static String json(Status status) {
    try {
      return JSON.print(status);
    } catch (InvalidProtocolBufferException unknownDetail) {
      return json(status.toBuilder().clearDetails().build());
    }
  }

  private static void retryAfter(Any detail, ResponseHeadersBuilder headers) {
    if (!detail.is(RetryInfo.class)) {
      return;
    }
    try {
      long seconds = detail.unpack(RetryInfo.class).getRetryDelay().getSeconds();
      headers.set(HttpHeaderNames.RETRY_AFTER, Long.toString(Math.max(1, seconds)));
    } catch (InvalidProtocolBufferException damaged) {
      // The body still says it all.
    }
  }

  /** What generation answers when memory ran out: not the caller's haste, so not 429. */
  private static boolean isOutOfMemory(Status status) {
    return status.getDetailsList().stream()
        .anyMatch(detail -> detail.is(ErrorInfo.class) && reason(detail).equals("OUT_OF_MEMORY"));
  }

  private static String reason(Any errorInfo) {
    try {
      return errorInfo.unpack(ErrorInfo.class).getReason();
    } catch (InvalidProtocolBufferException damaged) {
      return "";
    }
  }

  private static HttpStatus code(Status status) {
    Code code = io.grpc.Status.fromCodeValue(status.getCode()).getCode();
    return switch (code) {
      case OK -> HttpStatus.OK;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> HttpStatus.BAD_REQUEST;
      case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
      case PERMISSION_DENIED -> HttpStatus.FORBIDDEN;
      case NOT_FOUND -> HttpStatus.NOT_FOUND;
      case ALREADY_EXISTS, ABORTED -> HttpStatus.CONFLICT;
      case RESOURCE_EXHAUSTED -> HttpStatus.TOO_MANY_REQUESTS;
      case CANCELLED -> HttpStatus.valueOf(499);
      case UNIMPLEMENTED -> HttpStatus.NOT_IMPLEMENTED;
      case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
      case DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT;
      case UNKNOWN, INTERNAL, DATA_LOSS -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }
}
