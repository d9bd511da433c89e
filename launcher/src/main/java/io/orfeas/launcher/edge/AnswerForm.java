package io.orfeas.launcher.edge;

import com.google.api.HttpBody;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.MediaType;

/** How the messages of an answer are written: one JSON value, JSON lines, or server-sent events. */
enum AnswerForm {
  JSON(MediaType.JSON, "", ""),
  LINES(MediaType.parse("application/x-ndjson"), "", "\n"),
  EVENTS(MediaType.EVENT_STREAM, "data: ", "\n\n");

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .preservingProtoFieldNames()
          .alwaysPrintFieldsWithNoPresence()
          .omittingInsignificantWhitespace();

  private final MediaType mediaType;
  private final String before;
  private final String after;

  AnswerForm(MediaType mediaType, String before, String after) {
    this.mediaType = mediaType;
    this.before = before;
    this.after = after;
  }

  /** The form for an RPC, given the caller's {@code Accept} header. */
  static AnswerForm of(boolean streaming, String accept) {
    if (!streaming) {
      return JSON;
    }
    return accept.contains("text/event-stream") ? EVENTS : LINES;
  }

  /** Media type of an answer that begins with the given message. */
  MediaType mediaType(Message first) {
    return first instanceof HttpBody body ? MediaType.parse(body.getContentType()) : mediaType;
  }

  /** A message as it goes on the wire; the raw bytes of an {@code HttpBody}. */
  HttpData write(Message message) throws InvalidProtocolBufferException {
    return message instanceof HttpBody body
        ? WholeBytes.of(body.getData())
        : HttpData.ofUtf8(before + PRINTER.print(message) + after);
  }
}
