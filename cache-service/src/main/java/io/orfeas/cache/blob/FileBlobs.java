package io.orfeas.cache.blob;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Blobs in files: {@code blobs/ab/abcd...}, one folder per first byte. A blob is written to a file
 * of its own in {@code staging/}, flushed, and renamed, so a name always has all its bytes.
 *
 * <p>Several processes may share a folder: names of bytes are never given twice, and temporary
 * names are unique.
 */
public final class FileBlobs implements Blobs {
  private final Path root;
  private final Path staging;
  private final Verified verified = new Verified();

  private FileBlobs(Path root, Path staging) {
    this.root = root;
    this.staging = staging;
  }

  /** Opens a folder that only this process uses: removes what a crash left behind in it. */
  public static FileBlobs exclusive(Path folder) throws IOException {
    FileBlobs blobs = open(folder);
    Folders.empty(blobs.staging);
    return blobs;
  }

  /** Opens a folder that other processes may use too. */
  public static FileBlobs shared(Path folder) throws IOException {
    FileBlobs blobs = open(folder);
    Folders.removeAbandoned(blobs.staging);
    return blobs;
  }

  private static FileBlobs open(Path folder) throws IOException {
    Path root = Files.createDirectories(folder.resolve("blobs"));
    Path staging = Files.createDirectories(folder.resolve("staging"));
    Folders.sync(folder);
    return new FileBlobs(root, staging);
  }

  @Override
  public Staged stage(BlobName name) throws IOException {
    Path file = staging.resolve(name.text() + "." + UUID.randomUUID());
    return new FileStaged(
        name,
        file,
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  @Override
  public void sync(BlobName name) throws IOException {
    Folders.sync(folder(name));
  }

  @Override
  public boolean isIntact(BlobName name) throws IOException {
    return verified.isIntact(name, file(name));
  }

  @Override
  public Source open(BlobName name) throws IOException {
    return new CheckedSource(
        FileSource.open(file(name), name.digest().sizeBytes()),
        name.digest(),
        () -> verified.forget(name));
  }

  @Override
  public void delete(BlobName name) throws IOException {
    verified.forget(name);
    Files.deleteIfExists(file(name));
  }

  @Override
  public Collection<BlobName> list() throws IOException {
    try (Stream<Path> files = Files.walk(root, 2)) {
      return files
          .filter(Files::isRegularFile)
          .flatMap(file -> BlobName.parse(file.getFileName().toString(), size(file)).stream())
          .toList();
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  @Override
  public void close() {
    // Nothing is held open between calls.
  }

  private Path folder(BlobName name) {
    return root.resolve(name.text().substring(0, 2));
  }

  private Path file(BlobName name) {
    return folder(name).resolve(name.text());
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private final class FileStaged implements Staged {
    private final BlobName name;
    private final Path file;
    private final FileChannel channel;

    FileStaged(BlobName name, Path file, FileChannel channel) {
      this.name = name;
      this.file = file;
      this.channel = channel;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    @Override
    public void seal() throws IOException {
      channel.force(true);
      channel.close();
    }

    @Override
    public void place() throws IOException {
      Path target = file(name);
      if (Files.notExists(target.getParent())) {
        Files.createDirectories(target.getParent());
        Folders.sync(root);
      }
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
      verified.note(name, target);
    }

    @Override
    public void close() {
      try {
        channel.close();
        Files.deleteIfExists(file);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
