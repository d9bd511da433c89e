package io.orfeas.launcher.cli;

import io.orfeas.inference.format.GlbReader;
import io.orfeas.inference.format.PngEncoder;
import io.orfeas.inference.image.RgbaImage;
import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.render.ContactSheet;
import io.orfeas.inference.render.MeshRenderer;
import io.orfeas.inference.render.RenderOptions;
import io.orfeas.inference.render.RenderOptions.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code orfeas render}: a look at a mesh, without a 3D program. */
@Command(
    name = "render",
    description = "Renders a GLB file that orfeas made to a PNG picture.",
    mixinStandardHelpOptions = true)
final class RenderCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MESH", description = "A GLB file.")
  private Path mesh = Path.of("");

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The PNG file to write.")
  private Path output = Path.of("");

  @Option(names = "--yaw", description = "Degrees around the object; 0 is its front.")
  private double yaw = 25;

  @Option(names = "--pitch", description = "Degrees above level.")
  private double pitch = 15;

  @Option(names = "--side", description = "Pixels per row and column of one view.")
  private int side = 768;

  @Option(names = "--views", description = "Views side by side, evenly around the object.")
  private int views = 1;

  @Option(names = "--mode", description = "textured, clay or wireframe.")
  private Mode mode = Mode.TEXTURED;

  @Override
  public Integer call() throws IOException {
    RgbaImage picture;
    try {
      TexturedMesh read = GlbReader.read(Files.readAllBytes(mesh));
      RenderOptions options =
          RenderOptions.DEFAULT.withSize(side, side).withView(yaw, pitch).withMode(mode);
      picture =
          views == 1
              ? MeshRenderer.render(read, options)
              : ContactSheet.turntable(read, options, views);
    } catch (IllegalArgumentException unusable) {
      throw new UsageException(mesh + ": " + unusable.getMessage());
    }
    Files.write(output, PngEncoder.encode(picture));
    return ExitCode.OK;
  }
}
