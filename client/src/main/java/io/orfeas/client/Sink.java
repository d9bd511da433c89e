package io.orfeas.client;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Where a download goes. */
interface Sink {
  void write(ByteString piece) throws IOException;

  /** Forgets what was written. */
  void restart() throws IOException;

  /** Writes into memory. */
  static Sink to(ByteArrayOutputStream bytes) {
    return new Sink() {
      @Override
      public void write(ByteString piece) throws IOException {
        piece.writeTo(bytes);
      }

      @Override
      public void restart() {
        bytes.reset();
      }
    };
  }

  /** Writes into a file. */
  static Sink to(FileChannel file) {
    return new Sink() {
      @Override
      public void write(ByteString piece) throws IOException {
        for (ByteBuffer buffer : piece.asReadOnlyByteBufferList()) {
          while (buffer.hasRemaining()) {
            file.write(buffer);
          }
        }
      }

      @Override
      public void restart() throws IOException {
        file.truncate(0).position(0);
      }
    };
  }
}
