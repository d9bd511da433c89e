package io.orfeas.launcher.proof;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How much is asked of the machine.
 *
 * @param picture what meshes are made of
 * @param requests on a device without memory
 * @param load how long the device is kept busy
 * @param grid cells along the longest side of the timed mesh, 8..1024
 * @param texture texels per side of the timed texture, a power of two
 * @param passes of which medians are taken
 * @param qualities whose stages are timed, each 1..10
 * @param within after which no section begins, and one that runs is ended
 */
public record ProofSettings(
    Path picture,
    int requests,
    Duration load,
    int grid,
    int texture,
    int passes,
    List<Integer> qualities,
    Duration within) {
  public ProofSettings {
    qualities = List.copyOf(qualities);
  }
}
