package io.orfeas.inference.pipeline;

import java.time.Duration;
import java.util.List;

/**
 * What a stage made: a complete closed mesh.
 *
 * @param stage which stage
 * @param glb the mesh as a glTF 2.0 binary file; read only by contract
 * @param vertices vertices in the file, those on texture seams once per chart
 * @param faces triangles in the file
 * @param dimensions cells of the grid along x, y, z; empty where no grid is meant
 * @param symmetric whether the shape was made its own mirror image
 * @param computedOn what did its heavy steps
 * @param peakDeviceBytes most device memory that one of its heavy steps held; 0 where none did.
 *     Runs of a model are shared by several runs, and not among them
 * @param duration what computing the stage took, after the one before it
 */
public record StageResult(
    Stage stage,
    byte[] glb,
    int vertices,
    int faces,
    List<Integer> dimensions,
    boolean symmetric,
    ComputedOn computedOn,
    long peakDeviceBytes,
    Duration duration) {
  public StageResult {
    dimensions = List.copyOf(dimensions);
  }
}
