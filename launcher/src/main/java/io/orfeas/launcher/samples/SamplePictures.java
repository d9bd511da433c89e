package io.orfeas.launcher.samples;

import io.orfeas.inference.format.JpegEncoder;
import io.orfeas.inference.format.PngEncoder;
import io.orfeas.inference.image.RgbaImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the pictures under {@code samples/}, which anyone may use for anything.
 *
 * <p>Usage: {@code java -cp ... io.orfeas.launcher.samples.SamplePictures DIRECTORY [SIDE]}
 */
public final class SamplePictures {
  private static final int DEFAULT_SIDE = 1024;
  private static final float JPEG_QUALITY = .92f;

  private SamplePictures() {}

  /** Writes all pictures into the directory named first, {@value #DEFAULT_SIDE} pixels wide. */
  public static void main(String[] args) throws IOException {
    if (args.length < 1 || args.length > 2) {
      System.err.println("usage: SamplePictures DIRECTORY [SIDE]");
      System.exit(2);
    }
    int side = args.length == 2 ? Integer.parseInt(args[1]) : DEFAULT_SIDE;
    for (Path file : write(Path.of(args[0]), side)) {
      System.out.printf("%s  %d KB%n", file, Files.size(file) / 1024);
    }
  }

  /** Writes all pictures, {@code side} pixels wide and high; returns their paths. */
  static List<Path> write(Path directory, int side) throws IOException {
    Files.createDirectories(directory);
    List<Path> files = new ArrayList<>();
    for (Scene scene : scenes()) {
      byte[] bytes = encode(Camera.take(scene, side), scene.fileName());
      files.add(Files.write(directory.resolve(scene.fileName()), bytes));
    }
    return files;
  }

  /** The scenes, in the order a newcomer may try them. */
  static List<Scene> scenes() {
    return List.of(Robot.scene(), Mug.scene(), Duck.scene(), Rocket.scene(), Mushroom.scene());
  }

  private static byte[] encode(RgbaImage picture, String fileName) {
    return fileName.endsWith(".png")
        ? PngEncoder.encode(picture)
        : JpegEncoder.encode(picture, JPEG_QUALITY);
  }
}
