package io.orfeas.cache.local;

import io.orfeas.cache.blob.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names of log files: {@code results-<generation>.log}. The highest generation counts; a new
 * one is written under a temporary name and renamed when it is whole.
 */
record LogFolder(Path folder) {
  private static final Pattern NAME = Pattern.compile("results-(\\d{1,9})\\.log");

  Path file(int generation) {
    return folder.resolve("results-" + generation + ".log");
  }

  Path unfinished(int generation) {
    return folder.resolve("results-" + generation + ".log.new");
  }

  /** The generation in use; removes what a crash left of others. 0 when there is none. */
  int current() throws IOException {
    List<Path> files;
    try (Stream<Path> listing = Files.list(folder)) {
      files = listing.filter(Files::isRegularFile).toList();
    }
    int current = files.stream().mapToInt(LogFolder::generation).max().orElse(0);
    for (Path file : files) {
      boolean older = generation(file) != 0 && generation(file) != current;
      if (older || file.toString().endsWith(".log.new")) {
        Files.delete(file);
      }
    }
    return current;
  }

  /** Puts a whole new generation in place, and removes the one before. */
  void adopt(int generation) throws IOException {
    Files.move(unfinished(generation), file(generation), StandardCopyOption.ATOMIC_MOVE);
    Folders.sync(folder);
    Files.deleteIfExists(file(generation - 1));
  }

  private static int generation(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches() ? Integer.parseInt(name.group(1)) : 0;
  }
}
