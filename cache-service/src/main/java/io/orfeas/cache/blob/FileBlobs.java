package io.orfeas.cache.blob;

import io.orfeas.cache.store.Digest;
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
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Blobs in files: {@code blobs/ab/abcd...}, one folder per first byte. A blob is written to a file
 * of its own in {@code staging/}, flushed, and renamed, so a name always has all its bytes.
 *
 * <p>Several processes may share a folder: names are the content, and temporary names are unique.
 */
public final class FileBlobs implements Blobs {
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

  private final Path root;
  private final Path staging;
  private final Verified verified = new Verified();

  private FileBlobs(Path root, Path staging) {
    this.root = root;
    this.staging = staging;
  }

  /** Opens a folder that only this process uses: removes what a crash left behind in it. */
  public static FileBlobs exclusive(Path folder) throws IOException {
    FileBlobs blobs = shared(folder);
    Folders.empty(blobs.staging);
    return blobs;
  }

  /** Opens a folder that other processes may use too. */
  public static FileBlobs shared(Path folder) throws IOException {
    Path root = Files.createDirectories(folder.resolve("blobs"));
    Path staging = Files.createDirectories(folder.resolve("staging"));
    Folders.sync(folder);
    return new FileBlobs(root, staging);
  }

  @Override
  public Staged stage(Digest digest) throws IOException {
    Path file = staging.resolve(digest.sha256() + "." + UUID.randomUUID());
    return new FileStaged(
        digest,
        file,
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  @Override
  public void sync(Digest digest) throws IOException {
    Folders.sync(folder(digest));
  }

  @Override
  public boolean isIntact(Digest digest) throws IOException {
    return verified.isIntact(digest, file(digest));
  }

  @Override
  public Source open(Digest digest) throws IOException {
    return FileSource.open(file(digest), digest.sizeBytes());
  }

  @Override
  public void delete(Digest digest) throws IOException {
    verified.forget(digest);
    Files.deleteIfExists(file(digest));
  }

  @Override
  public Collection<Digest> list() throws IOException {
    try (Stream<Path> files = Files.walk(root, 2)) {
      return files
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .map(FileBlobs::digestOf)
          .toList();
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  @Override
  public void close() {
    // Nothing is held open between calls.
  }

  private Path folder(Digest digest) {
    return root.resolve(digest.sha256().substring(0, 2));
  }

  private Path file(Digest digest) {
    return folder(digest).resolve(digest.sha256());
  }

  private static Digest digestOf(Path file) {
    try {
      return new Digest(file.getFileName().toString(), Files.size(file));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private final class FileStaged implements Staged {
    private final Digest digest;
    private final Path file;
    private final FileChannel channel;

    FileStaged(Digest digest, Path file, FileChannel channel) {
      this.digest = digest;
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
      Path target = file(digest);
      if (Files.notExists(target.getParent())) {
        Files.createDirectories(target.getParent());
        Folders.sync(root);
      }
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
      verified.note(digest, target);
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
