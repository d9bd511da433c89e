package io.orfeas.launcher.edge;

import com.google.api.HttpBody;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.MediaType;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.ResumeResponse;

/** How the messages of an answer are written: one JSON value, JSON lines, or server-sent events. */
enum AnswerForm {
  JSON(MediaType.JSON) {
    @Override
    String text(Message message) throws InvalidProtocolBufferException {
      return json(message);
    }
  },
  LINES(MediaType.parse("application/x-ndjson")) {
    @Override
    String text(Message message) throws InvalidProtocolBufferException {
      return json(message) + "\n";
    }
  },
  /**
   * Events of a generation are the same on every path, and have their resume token as id, which a
   * browser sends back as {@code Last-Event-ID} when it reconnects.
   */
  EVENTS(MediaType.EVENT_STREAM) {
    @Override
    String text(Message message) throws InvalidProtocolBufferException {
      Message event = message instanceof ResumeResponse resumed ? resumed.getEvent() : message;
      String id =
          event instanceof GenerateResponse stage ? "id: " + stage.getResumeToken() + "\n" : "";
      return id + "data: " + json(event) + "\n\n";
    }
  };

  /** A comment: keeps an event stream alive, and means nothing to its reader. */
  static final HttpData HEARTBEAT = HttpData.ofUtf8(": heartbeat\n\n");

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .usingTypeRegistry(HttpErrors.DETAILS)
          .preservingProtoFieldNames()
          .alwaysPrintFieldsWithNoPresence()
          .omittingInsignificantWhitespace();

  private final MediaType mediaType;

  AnswerForm(MediaType mediaType) {
    this.mediaType = mediaType;
  }

  /** The form for an RPC, given the caller's {@code Accept} header. */
  static AnswerForm of(boolean streaming, String accept) {
    if (!streaming) {
      return JSON;
    }
    return accept.contains("text/event-stream") ? EVENTS : LINES;
  }

  /** A message as JSON in one line, with the names and defaults that REST clients see. */
  static String json(Message message) throws InvalidProtocolBufferException {
    return PRINTER.print(message);
  }

  abstract String text(Message message) throws InvalidProtocolBufferException;

  /** Media type of an answer that begins with the given message. */
  MediaType mediaType(Message first) {
    return first instanceof HttpBody body ? MediaType.parse(body.getContentType()) : mediaType;
  }

  /** A message as it goes on the wire; the raw bytes of an {@code HttpBody}. */
  HttpData write(Message message) throws InvalidProtocolBufferException {
    return message instanceof HttpBody body
        ? WholeBytes.of(body.getData())
        : HttpData.ofUtf8(text(message));
  }
}
