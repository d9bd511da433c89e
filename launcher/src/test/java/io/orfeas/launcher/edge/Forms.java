package io.orfeas.launcher.edge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Forms as browsers and {@code curl -F} send them. */
final class Forms {
  private Forms() {}

  /** A form with a picture and one parameter. */
  static byte[] withPicture(String boundary, byte[] picture, String name, String value) {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(
        ascii(
            "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                .formatted(boundary, name, value)));
    form.writeBytes(
        ascii(
            ("--%s\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n"
                    + "Content-Type: image/png\r\n\r\n")
                .formatted(boundary)));
    form.writeBytes(picture);
    form.writeBytes(ascii("\r\n--%s--\r\n".formatted(boundary)));
    return form.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
