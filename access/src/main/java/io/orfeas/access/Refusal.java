package io.orfeas.access;

import com.google.common.net.PercentEscaper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.StatusMapper;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A refusal in the caller's language: JSON with an HTTP status, or the headers of a gRPC status.
 */
final class Refusal {
  private static final String GRPC = "application/grpc";
  private static final PercentEscaper MESSAGE =
      new PercentEscaper(" !\"#$&'()*+,-./:;<=>?@[]^_`{|}~", false);

  private static final JsonFormat.Printer JSON =
      JsonFormat.printer()
          .usingTypeRegistry(
              TypeRegistry.newBuilder()
                  .add(ErrorInfo.getDescriptor())
                  .add(RetryInfo.getDescriptor())
                  .build())
          .preservingProtoFieldNames()
          .omittingInsignificantWhitespace();

  private final Status status;
  private final OptionalLong retryAfterSeconds;
  private final @Nullable String contentType;

  /**
   * A refusal.
   *
   * @param contentType of the request; null when it has none
   */
  Refusal(Failure failure, @Nullable String contentType) {
    this.status = StatusMapper.toStatus(failure);
    this.retryAfterSeconds = failure.retryAfterSeconds();
    this.contentType = contentType;
  }

  /** Whether the caller speaks gRPC or gRPC-Web. */
  boolean isGrpc() {
    return contentType != null && contentType.startsWith(GRPC);
  }

  Status status() {
    return status;
  }

  /** The HTTP status that the refusal would have, whatever the caller speaks. */
  int code() {
    return switch (io.grpc.Status.fromCodeValue(status.getCode()).getCode()) {
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case RESOURCE_EXHAUSTED -> 429;
      default -> 503;
    };
  }

  /** Body for callers that do not speak gRPC. */
  String json() {
    try {
      return JSON.print(status);
    } catch (InvalidProtocolBufferException unknownDetail) {
      throw new IllegalStateException(unknownDetail);
    }
  }

  /** Header lines besides the status code. */
  Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    retryAfterSeconds.ifPresent(seconds -> headers.put("retry-after", Long.toString(seconds)));
    if (isGrpc()) {
      headers.put("grpc-status", Integer.toString(status.getCode()));
      headers.put(
          "grpc-status-details-bin",
          Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray()));
    } else {
      headers.put("content-type", MediaType.JSON_UTF_8.toString());
    }
    return headers;
  }

  /** The whole answer. */
  HttpResponse response() {
    if (!isGrpc()) {
      ResponseHeadersBuilder headers = ResponseHeaders.builder(code());
      headers().forEach(headers::set);
      return HttpResponse.of(headers.build(), HttpData.ofUtf8(json()));
    }
    ResponseHeadersBuilder headers = ResponseHeaders.builder(HttpStatus.OK).endOfStream(true);
    headers.set("content-type", String.valueOf(contentType));
    headers.set("grpc-message", MESSAGE.escape(status.getMessage()));
    headers().forEach(headers::set);
    return HttpResponse.of(headers.build());
  }
}
