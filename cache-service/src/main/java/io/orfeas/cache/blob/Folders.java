package io.orfeas.cache.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/** What a crash-safe store does with folders. */
public final class Folders {
  private Folders() {}

  /** Makes created, renamed and removed names in a folder survive a crash of the machine. */
  public static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Removes the files in a folder, not its folders. */
  public static void empty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Removes files that no process writes any more: those not touched for a day. */
  public static void removeAbandoned(Path folder) throws IOException {
    FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (lastChange(file).compareTo(yesterday) < 0) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static FileTime lastChange(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file);
    } catch (NoSuchFileException finished) {
      // The process that wrote it has put it in place meanwhile.
      return FileTime.from(Instant.now());
    }
  }
}
