package io.orfeas.launcher.edge;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.regex.Pattern;

/** What is wrong with JSON that cannot be read, in words that do not tell who read it. */
final class JsonProblem {
  private static final Pattern READERS = Pattern.compile("(?:[\\w$]+\\.)+[\\w$]+Exception: ");

  private JsonProblem() {}

  static String of(InvalidProtocolBufferException unreadable) {
    return READERS.matcher(String.valueOf(unreadable.getMessage())).replaceAll("");
  }
}
