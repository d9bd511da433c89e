package io.orfeas.inference;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;

/**
 * Streams bytes in pieces as fast as the reader takes them: a piece is sent only when the transport
 * is ready for more.
 */
final class BodyStream {
  private static final int PIECE_BYTES = 64 << 10;

  private final ServerCallStreamObserver<HttpBody> stream;
  private final String mediaType;
  private final ByteString bytes;
  private int offset;
  private boolean begun;
  private boolean ended;

  BodyStream(
      ServerCallStreamObserver<HttpBody> stream, String mediaType, byte[] bytes, int offset) {
    this.stream = stream;
    this.mediaType = mediaType;
    this.bytes = UnsafeByteOperations.unsafeWrap(bytes);
    this.offset = offset;
  }

  void start() {
    stream.setOnReadyHandler(this::send);
    send();
  }

  private synchronized void send() {
    while (!ended && stream.isReady()) {
      int end = Math.min(offset + PIECE_BYTES, bytes.size());
      HttpBody.Builder piece = HttpBody.newBuilder().setData(bytes.substring(offset, end));
      if (!begun) {
        begun = true;
        piece.setContentType(mediaType);
      }
      offset = end;
      stream.onNext(piece.build());
      if (offset == bytes.size()) {
        ended = true;
        stream.onCompleted();
      }
    }
  }
}
