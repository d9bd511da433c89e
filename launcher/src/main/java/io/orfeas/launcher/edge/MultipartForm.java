package io.orfeas.launcher.edge;

import com.linecorp.armeria.common.ContentDisposition;
import io.orfeas.runtime.Failure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code multipart/form-data} body that is all there (RFC 7578, with the framing of RFC
 * 2046). What comes before the first boundary and after the last is not looked at.
 *
 * <p>The body is bounded by the edge, its parts and their heads here. A reader of streams has to
 * look for the boundary in every piece; in one array one search finds each part.
 */
final class MultipartForm {
  private static final int MAX_PARTS = 128;
  private static final int MAX_HEAD_BYTES = 8 << 10;
  private static final int MAX_BOUNDARY = 70;
  private static final byte[] END_OF_HEAD = bytes("\r\n\r\n");

  private final byte[] body;
  private final byte[] delimiter;
  private final ByteSearch delimiters;
  private final List<Part> parts = new ArrayList<>();

  /**
   * One part.
   *
   * @param name of the form's field
   * @param contentType as the part says, or null when it says nothing
   * @param content a copy of its own
   */
  record Part(String name, @Nullable String contentType, byte[] content) {
    String text() {
      return new String(content, StandardCharsets.UTF_8);
    }
  }

  private MultipartForm(byte[] body, String boundary) {
    this.body = body;
    delimiter = bytes("\r\n--" + boundary);
    delimiters = new ByteSearch(delimiter);
  }

  /**
   * The parts of a form, in order.
   *
   * @throws Failure {@code MALFORMED_BODY}
   */
  static List<Part> read(byte[] body, String boundary) {
    if (boundary.isEmpty() || boundary.length() > MAX_BOUNDARY) {
      throw malformed(
          "boundary of %d characters".formatted(boundary.length()), "1.." + MAX_BOUNDARY);
    }
    return new MultipartForm(body, boundary).read();
  }

  private List<Part> read() {
    int next = afterDelimiter(firstDelimiter());
    while (next >= 0) {
      if (parts.size() == MAX_PARTS) {
        throw malformed("more parts", "at most " + MAX_PARTS);
      }
      // The line break before a boundary belongs to it, also where the part is empty.
      int content = afterHead(next);
      int end = delimiters.in(body, content - 2);
      if (end < 0) {
        throw malformed("a part without an end", "a boundary after it");
      }
      parts.add(part(next, content, end));
      next = afterDelimiter(end);
    }
    return parts;
  }

  /** Where the first boundary's line break is, or would be, if the body begins with it. */
  private int firstDelimiter() {
    int length = delimiter.length - 2;
    if (body.length >= length && Arrays.equals(body, 0, length, delimiter, 2, length + 2)) {
      return -2;
    }
    int at = delimiters.in(body, 0);
    if (at < 0) {
      throw malformed("no boundary", "that of the content type");
    }
    return at;
  }

  /** Where the part after a boundary begins, or -1 after the last one. */
  private int afterDelimiter(int found) {
    int at = found + delimiter.length;
    if (is(at, '-') && is(at + 1, '-')) {
      return -1;
    }
    while (is(at, ' ') || is(at, '\t')) {
      at++;
    }
    if (!is(at, '\r') || !is(at + 1, '\n')) {
      throw malformed("something after a boundary", "a line break, or -- after the last");
    }
    return at + 2;
  }

  private int afterHead(int start) {
    if (is(start, '\r') && is(start + 1, '\n')) {
      return start + 2;
    }
    int limit = Math.min(body.length, start + MAX_HEAD_BYTES) - END_OF_HEAD.length;
    for (int at = start; at <= limit; at++) {
      if (Arrays.equals(body, at, at + END_OF_HEAD.length, END_OF_HEAD, 0, END_OF_HEAD.length)) {
        return at + END_OF_HEAD.length;
      }
    }
    throw malformed("headers of a part", "an empty line within %d bytes".formatted(MAX_HEAD_BYTES));
  }

  private Part part(int head, int content, int end) {
    String name = "";
    String contentType = null;
    // Browsers write names of fields in UTF-8, whatever the older standards say.
    String lines = new String(body, head, content - head, StandardCharsets.UTF_8);
    for (String line : lines.split("\r\n", -1)) {
      int colon = line.indexOf(':');
      String value = line.substring(colon + 1).trim();
      switch (line.substring(0, Math.max(0, colon)).trim().toLowerCase(Locale.ROOT)) {
        case "content-disposition" -> name = name(value);
        case "content-type" -> contentType = value;
        default -> {}
      }
    }
    // An empty part may end in the line break of its own head.
    return new Part(name, contentType, Arrays.copyOfRange(body, content, Math.max(content, end)));
  }

  private static String name(String disposition) {
    try {
      String name = ContentDisposition.parse(disposition).name();
      return name == null ? "" : name;
    } catch (IllegalArgumentException unreadable) {
      throw malformed("content-disposition of a part", "form-data with a name");
    }
  }

  private boolean is(int at, char wanted) {
    return at < body.length && body[at] == wanted;
  }

  private static Failure malformed(String problem, String expected) {
    return Failure.invalid(
        "MALFORMED_BODY",
        "body",
        "body: multipart, %s (expected: %s)".formatted(problem, expected));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
