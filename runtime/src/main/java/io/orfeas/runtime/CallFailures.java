package io.orfeas.runtime;

import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.grpc.GrpcExceptionHandlerFunction;
import com.linecorp.armeria.server.RequestTimeoutException;
import io.grpc.Metadata;
import io.grpc.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a call over the network ends when its handler, or something around it, throws: {@link
 * StatusMapper}'s answer, and beside it what only the transport can throw.
 */
final class CallFailures implements GrpcExceptionHandlerFunction {
  private static final Logger logger = LoggerFactory.getLogger(CallFailures.class);

  @Override
  public Status apply(RequestContext ctx, Status status, Throwable cause, Metadata metadata) {
    if (cause instanceof Failure failure) {
      metadata.merge(StatusMapper.toException(failure).getTrailers());
      return Status.fromCode(failure.code()).withDescription(failure.getMessage());
    }
    if (status.getCause() instanceof InvalidProtocolBufferException) {
      // The marshaller's word for it is INTERNAL, but the message is the caller's.
      return Status.INVALID_ARGUMENT.withDescription(
          "message: not readable (expected: Protobuf, with text in UTF-8)");
    }
    if (cause instanceof RequestTimeoutException) {
      return Status.DEADLINE_EXCEEDED.withDescription("not answered in time");
    }
    if (status.getCode() == Status.Code.UNKNOWN && StatusMapper.isUnforeseen(cause)) {
      logger.error("call failed unexpectedly: {}", ctx.path(), cause);
      return Status.INTERNAL.withDescription("internal error");
    }
    return status;
  }
}
