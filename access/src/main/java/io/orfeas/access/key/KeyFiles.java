package io.orfeas.access.key;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.orfeas.access.v1.KeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The key file, read and written. */
final class KeyFiles {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().preservingProtoFieldNames();

  private KeyFiles() {}

  /** All keys; none when there is no file. */
  static KeyFile read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return KeyFile.getDefaultInstance();
    }
    KeyFile.Builder keys = KeyFile.newBuilder();
    try {
      JsonFormat.parser().ignoringUnknownFields().merge(Files.readString(file), keys);
    } catch (InvalidProtocolBufferException unreadable) {
      throw new IOException(file + ": not a key file: " + unreadable.getMessage(), unreadable);
    }
    return keys.build();
  }

  static void write(Path file, KeyFile keys) throws IOException {
    PrivateFile.write(file, PRINTER.print(keys) + System.lineSeparator());
  }
}
