package io.orfeas.inference.run;

import io.grpc.Status.Code;
import io.orfeas.artifact.v1.Digest;
import io.orfeas.inference.format.Export;
import io.orfeas.inference.format.MeshConverter;
import io.orfeas.inference.pipeline.RequestKey;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.Metrics;
import java.util.Optional;

/**
 * Mesh files by digest: the ones lately made or read are in memory, the rest at the cache-service.
 * Formats other than GLB are made from the GLB when asked for.
 */
public final class ArtifactStore {
  private final RecentFiles<Name> recent;
  private final ResultLog log;

  private record Name(String sha256, Export export) {}

  /**
   * A store in front of the log.
   *
   * @param maxBytes how much to keep in memory
   */
  public ArtifactStore(long maxBytes, ResultLog log, Metrics metrics) {
    this.log = log;
    recent = new RecentFiles<>(maxBytes);
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
   * @throws Failure {@code ARTIFACT_UNKNOWN} when no such file is stored any more
   */
  public byte[] get(String sha256, Export export) {
    Name name = new Name(sha256, export);
    byte[] known = recent.get(name);
    if (known != null) {
      return known;
    }
    byte[] bytes =
        export.equals(Export.STORED)
            ? stored(sha256).orElseThrow(() -> unknown(sha256))
            : MeshConverter.convert(get(sha256, Export.STORED), export);
    recent.put(name, bytes);
    return bytes;
  }

  private Optional<byte[]> stored(String sha256) {
    return log.blob(sha256);
  }

  private static Failure unknown(String sha256) {
    return Failure.of(
        Code.NOT_FOUND,
        "ARTIFACT_UNKNOWN",
        "artifact: " + sha256 + " (expected: one that is stored)");
  }
}
