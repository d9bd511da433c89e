package io.orfeas.launcher.cli;

import io.orfeas.inference.format.JpegEncoder;
import io.orfeas.inference.format.PngEncoder;
import io.orfeas.inference.image.RgbaImage;
import io.orfeas.inference.render.RenderOptions;
import io.orfeas.inference.render.RenderOptions.Mode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code orfeas gallery}: what becomes of pictures, on sheets to look at. */
@Command(
    name = "gallery",
    description = {
      "Draws a sheet for each picture: the picture, the four stages, then the final mesh from its",
      "side, from behind and as a wireframe. With --vary, the final mesh once for each value."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class GalleryCommand implements Callable<Integer> {
  private static final float JPEG_QUALITY = .85f;

  @Parameters(paramLabel = "PICTURE", arity = "1..*", description = "PNG, JPEG or WebP.")
  private List<Path> pictures = List.of();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "PATH",
      description = "A folder for the sheets, or with one picture a .jpg or .png file.")
  private Path output = Path.of("");

  @Option(
      names = "--vary",
      paramLabel = "NAME=A,B,...",
      description = "A parameter and its values, for example style=realistic,low_poly.")
  private @Nullable String vary;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A parameter that holds for the whole sheet.")
  private List<String> settings = List.of();

  @Option(names = "--side", description = "Pixels per row and column of one view. Default: 256.")
  private int side = 256;

  @Option(names = "--yaw", description = "Degrees around the object; 0 is its front. Default: 25.")
  private double yaw = 25;

  @Option(names = "--pitch", description = "Degrees above level. Default: 12.")
  private double pitch = 12;

  @Option(names = "--mode", description = "textured, clay or wireframe. Default: textured.")
  private Mode mode = Mode.TEXTURED;

  @Option(names = "--no-picture", description = "Leave the picture itself out.")
  private boolean noPicture;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    RenderOptions view =
        RenderOptions.DEFAULT.withSize(side, side).withView(yaw, pitch).withMode(mode);
    GallerySheet sheet = new GallerySheet(GalleryParameters.of(settings), view, !noPicture);
    for (Path picture : pictures) {
      byte[] bytes = Files.readAllBytes(picture);
      RgbaImage drawn =
          vary == null ? sheet.stages(bytes) : sheet.varied(bytes, GalleryParameters.values(vary));
      Path file = file(picture);
      Files.write(file, encoded(drawn, file));
      err.println(file);
      err.flush();
    }
    return ExitCode.OK;
  }

  private Path file(Path picture) {
    if (!Files.isDirectory(output)) {
      if (pictures.size() > 1) {
        throw new UsageException("output: " + output + " (expected: a folder that exists)");
      }
      return output;
    }
    String name = String.valueOf(picture.getFileName());
    int dot = name.lastIndexOf('.');
    return output.resolve((dot > 0 ? name.substring(0, dot) : name) + ".jpg");
  }

  private static byte[] encoded(RgbaImage image, Path file) {
    return file.toString().endsWith(".png")
        ? PngEncoder.encode(image)
        : JpegEncoder.encode(image, JPEG_QUALITY);
  }
}
