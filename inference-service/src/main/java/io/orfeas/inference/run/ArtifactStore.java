package io.orfeas.inference.run;

import io.grpc.Status.Code;
import io.orfeas.artifact.v1.Digest;
import io.orfeas.inference.format.Export;
import io.orfeas.inference.format.MeshConverter;
import io.orfeas.inference.pipeline.RequestKey;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.Metrics;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Mesh files by digest: the ones lately made or read are in memory, the rest at the cache-service.
 * Formats other than GLB are made from the GLB when asked for.
 */
public final class ArtifactStore {
  private final RecentFiles<Name, byte[]> recent;
  private final ConcurrentHashMap<Name, CompletableFuture<byte[]>> loading =
      new ConcurrentHashMap<>();
  private final ResultLog log;

  private record Name(String sha256, Export export) {}

  /**
   * A store in front of the log.
   *
   * @param maxBytes how much to keep in memory
   */
  public ArtifactStore(long maxBytes, ResultLog log, Metrics metrics) {
    this.log = log;
    recent = new RecentFiles<>(maxBytes, file -> file.length);
    metrics.gauge(
        "orfeas_artifact_memory_bytes",
        "Bytes of mesh files kept in memory by the inference service.",
        recent::bytes);
  }

  /** Keeps a GLB file, and says what it is called. */
  Digest put(byte[] glb) {
    String sha256 = RequestKey.sha256(glb);
    recent.put(new Name(sha256, Export.STORED), glb);
    return Digest.newBuilder().setSha256(sha256).setSizeBytes(glb.length).build();
  }

  /**
   * A mesh file; read only by contract.
   *
   * @param sha256 digest of the GLB file
   * @param export the file wanted
   * @throws Failure {@code ARTIFACT_UNKNOWN} when no such file is stored any more, {@code
   *     ARTIFACT_UNREACHABLE} when that cannot be found out now, {@code ARTIFACT_DAMAGED} when what
   *     comes is not that file, {@code OUT_OF_MEMORY} when memory ran out for whoever made it
   */
  public byte[] get(String sha256, Export export) {
    Name name = new Name(sha256, export);
    byte[] known = recent.get(name);
    if (known != null) {
      return known;
    }
    // Whoever asks while it is fetched or converted waits for that, instead of doing it again.
    CompletableFuture<byte[]> mine = new CompletableFuture<>();
    CompletableFuture<byte[]> others = loading.putIfAbsent(name, mine);
    return others == null ? load(name, mine) : await(others);
  }

  private byte[] load(Name name, CompletableFuture<byte[]> result) {
    try {
      // Another may have brought it between the look into memory and here.
      byte[] known = recent.get(name);
      byte[] bytes = known == null ? fetch(name) : known;
      recent.put(name, bytes);
      result.complete(bytes);
      return bytes;
    } catch (RuntimeException | Error failed) {
      result.completeExceptionally(failed);
      throw failed;
    } finally {
      loading.remove(name, result);
    }
  }

  private byte[] fetch(Name name) {
    return name.export().equals(Export.STORED)
        ? log.blobs().get(name.sha256()).orElseThrow(() -> unknown(name.sha256()))
        : MeshConverter.convert(get(name.sha256(), Export.STORED), name.export());
  }

  private static byte[] await(CompletableFuture<byte[]> result) {
    try {
      return result.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof Failure refusal) {
        throw refusal;
      }
      if (Failures.isMemory(failed.getCause())) {
        // Whoever waits is told the same as who found out.
        throw Failures.outOfMemory();
      }
      throw failed;
    }
  }

  private static Failure unknown(String sha256) {
    return Failure.of(
        Code.NOT_FOUND,
        "ARTIFACT_UNKNOWN",
        "artifact: " + sha256 + " (expected: one that is stored)");
  }
}
