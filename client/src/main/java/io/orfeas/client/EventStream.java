package io.orfeas.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.ResumeRequest;
import io.orfeas.inference.v1.ResumeResponse;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The events of one generation, each exactly once and in order, the last one {@code completed}.
 *
 * <p>A stream that is lost is continued where it stopped, on the next replica: by its resume token,
 * or, when nobody knows the run any more, by sending the request again and passing over what was
 * seen. The reader sees no more of it than a pause. A generation that fails for good ends with a
 * {@link StatusRuntimeException}, in whichever way the server told it.
 *
 * <p>For one reading thread; {@link #close} may be called by any.
 */
public final class EventStream implements Iterator<GenerateResponse>, AutoCloseable {
  private static final String COMPLETED = "completed";

  private final Replicas replicas;
  private final Asked asked;
  private final Retries retries;
  private @Nullable GenerateResponse last;
  private @Nullable GenerateResponse next;
  private boolean resumable;
  private volatile boolean closed;
  private volatile @Nullable PulledCall<?, ?, GenerateResponse> call;

  EventStream(Replicas replicas, Asked asked, ClientOptions options) {
    this.replicas = replicas;
    this.asked = asked;
    retries = new Retries(options);
  }

  /**
   * Whether another event comes; waits for it.
   *
   * @throws StatusRuntimeException the generation failed, or no replica could be reached
   */
  @Override
  public boolean hasNext() {
    while (next == null && !hasEnded()) {
      try {
        take(open().next());
      } catch (StatusRuntimeException failure) {
        recover(failure);
      }
    }
    return next != null;
  }

  @Override
  public GenerateResponse next() {
    if (!hasNext()) {
      throw new NoSuchElementException("events: none after " + COMPLETED);
    }
    GenerateResponse event = Objects.requireNonNull(next);
    next = null;
    return event;
  }

  /** Leaves: the generation goes on only if someone else follows it. */
  @Override
  public void close() {
    closed = true;
    PulledCall<?, ?, GenerateResponse> running = call;
    if (running != null) {
      running.cancel();
    }
  }

  private boolean hasEnded() {
    return last != null && last.getStage().equals(COMPLETED);
  }

  private void take(@Nullable GenerateResponse event) {
    if (event == null) {
      throw Status.UNAVAILABLE
          .withDescription("stream: ended early (expected: a terminal event)")
          .asRuntimeException();
    }
    if (event.hasError()) {
      throw StatusProto.toStatusRuntimeException(event.getError());
    }
    if (last == null || event.getSequence() > last.getSequence()) {
      last = event;
      next = event;
      resumable = true;
      retries.progressed();
    }
  }

  private void recover(StatusRuntimeException failure) {
    call = null;
    if (closed) {
      throw failure;
    }
    if (asked.uploadsAfter(failure)) {
      resumable = false;
    } else if (resumable && Retries.hasReason(failure, "RUN_UNKNOWN")) {
      resumable = false;
    } else {
      retries.await(failure);
      replicas.next();
      resumable = last != null;
    }
  }

  private PulledCall<?, ?, GenerateResponse> open() {
    PulledCall<?, ?, GenerateResponse> running = call;
    if (running == null) {
      running = last != null && resumable ? resume(last) : generate();
      call = running;
      if (closed) {
        running.cancel();
      }
    }
    return running;
  }

  private PulledCall<?, ?, GenerateResponse> generate() {
    PulledCall<GenerateRequest, GenerateResponse, GenerateResponse> started =
        new PulledCall<>(event -> event);
    replicas.stub().generate(asked.request(), started);
    return started;
  }

  private PulledCall<?, ?, GenerateResponse> resume(GenerateResponse after) {
    GenerateRequest parameters = asked.parameters();
    ResumeRequest.Builder request =
        ResumeRequest.newBuilder()
            .setResumeToken(after.getResumeToken())
            .setFormat(parameters.getFormat())
            .setInlineArtifacts(parameters.getInlineArtifacts())
            .setOriginAt(parameters.getOriginAt())
            .setUnits(parameters.getUnits())
            .setUpAxis(parameters.getUpAxis())
            .setCompression(parameters.getCompression());
    if (parameters.hasHeightM()) {
      request.setHeightM(parameters.getHeightM());
    }
    PulledCall<ResumeRequest, ResumeResponse, GenerateResponse> started =
        new PulledCall<>(ResumeResponse::getEvent);
    replicas.stub().resume(request.build(), started);
    return started;
  }
}
