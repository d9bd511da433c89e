package io.orfeas.inference.image;

import io.orfeas.inference.image.ForegroundMask.Warning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * How well objects are cut out, and whether the confidence is honest: pictures with a true outline
 * (RGBA) are put before plain, smooth and busy backgrounds, and the mask found is compared with the
 * outline. With a second folder, pictures of the same names without alpha count as well.
 *
 * <p>Run by {@code bench/segmentation}. Prints mean intersection over union beside that of GrabCut
 * from a rectangle, then a table of confidence against truth. Objects whose name's first letter is
 * in the second half of the alphabet are counted apart: nothing should be tuned on them.
 */
final class SegmentationReport {
  /** Below this overlap a mask is wrong: a caller would want to be warned. */
  private static final double WRONG = 0.85;

  private static final double RECTANGLE_MARGIN = 0.03;

  private record Case(String object, String background, RgbaImage picture, boolean[] truth) {}

  private record Score(
      Case of, double overlap, double rectangle, float confidence, boolean warned) {
    boolean isHeldOut() {
      return of.object.charAt(0) >= 'm';
    }
  }

  private SegmentationReport() {}

  /** Arguments: a folder of RGBA pictures, and optionally one of the same pictures on a set. */
  public static void main(String[] args) throws IOException {
    List<Case> cases = new ArrayList<>();
    Map<String, RgbaImage> objects = new LinkedHashMap<>();
    for (Path file : pictures(Path.of(args[0]))) {
      objects.put(stem(file), read(file));
    }
    if (args.length > 1) {
      for (Path file : pictures(Path.of(args[1]))) {
        RgbaImage object = objects.get(stem(file));
        if (object != null) {
          cases.add(new Case(stem(file), "set", read(file), truth(object)));
        }
      }
    }
    List<RgbaImage> others = new ArrayList<>(objects.values());
    int seed = 0;
    for (Map.Entry<String, RgbaImage> entry : objects.entrySet()) {
      for (Backdrop backdrop : Backdrop.all(others, entry.getValue(), seed++)) {
        RgbaImage over = backdrop.behind(entry.getValue());
        cases.add(new Case(entry.getKey(), backdrop.kind(), over, truth(entry.getValue())));
      }
    }
    List<Score> scores = cases.stream().map(SegmentationReport::score).toList();
    printOverlaps(scores);
    printCalibration("objects a to l", scores.stream().filter(s -> !s.isHeldOut()).toList());
    printCalibration("objects m to z", scores.stream().filter(Score::isHeldOut).toList());
    if (args.length > 2) {
      scores.forEach(SegmentationReport::print);
    }
  }

  private static Score score(Case c) {
    ForegroundMask mask;
    try {
      mask = ForegroundSegmenter.segment(c.picture);
    } catch (ImageRejectedException nothing) {
      return new Score(c, 0, rectangle(c), 0, true);
    }
    boolean[] found = new boolean[c.truth.length];
    for (int i = 0; i < found.length; i++) {
      found[i] = mask.coverage()[i] >= 0.5f;
    }
    boolean warned = mask.warnings().contains(Warning.LOW_MASK_CONFIDENCE);
    return new Score(c, overlap(found, c.truth), rectangle(c), mask.confidence(), warned);
  }

  /** Textbook use: everything within a margin may be object; five rounds at working size. */
  private static double rectangle(Case c) {
    RgbaImage small = BoxReducer.reduce(c.picture, 256);
    int w = small.width();
    int h = small.height();
    byte[] seeds = new byte[w * h];
    for (int i = 0; i < seeds.length; i++) {
      double x = (i % w + 0.5) / w;
      double y = (i / w + 0.5) / h;
      boolean in = Math.min(Math.min(x, 1 - x), Math.min(y, 1 - y)) > RECTANGLE_MARGIN;
      seeds[i] = in ? GrabCut.MAYBE_OBJECT : GrabCut.BACKGROUND;
    }
    boolean[] cut = GrabCut.cut(LabImage.of(small), seeds, 5);
    boolean[] full = new boolean[c.truth.length];
    for (int i = 0; i < full.length; i++) {
      int x = i % c.picture.width() * w / c.picture.width();
      int y = i / c.picture.width() * h / c.picture.height();
      full[i] = cut[y * w + x];
    }
    return overlap(full, c.truth);
  }

  private static void printOverlaps(List<Score> scores) {
    System.out.printf(
        "%-10s %8s %10s %8s %8s%n", "background", "pictures", "rectangle", "ours", "worst");
    for (String kind : List.of("plain", "gradient", "set", "busy")) {
      List<Score> of = scores.stream().filter(s -> s.of.background.equals(kind)).toList();
      if (!of.isEmpty()) {
        System.out.printf(
            Locale.ROOT,
            "%-10s %8d %10.3f %8.3f %8.3f%n",
            kind,
            of.size(),
            of.stream().mapToDouble(Score::rectangle).average().orElse(0),
            of.stream().mapToDouble(Score::overlap).average().orElse(0),
            of.stream().mapToDouble(Score::overlap).min().orElse(0));
      }
    }
  }

  private static void printCalibration(String title, List<Score> scores) {
    System.out.printf("%n%s: confidence against mean overlap and share of wrong masks%n", title);
    double[] from = {0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95};
    for (int i = 0; i < from.length; i++) {
      double low = from[i];
      double high = i + 1 < from.length ? from[i + 1] : 2;
      List<Score> in =
          scores.stream().filter(s -> s.confidence >= low && s.confidence < high).toList();
      System.out.printf(
          Locale.ROOT,
          "  %.2f..%.2f %5d masks, confidence %.3f, overlap %.3f, wrong %d%n",
          low,
          Math.min(1, high),
          in.size(),
          in.stream().mapToDouble(Score::confidence).average().orElse(0),
          in.stream().mapToDouble(Score::overlap).average().orElse(0),
          in.stream().filter(s -> s.overlap < WRONG).count());
    }
    double error =
        scores.stream().mapToDouble(s -> Math.abs(s.confidence - s.overlap)).average().orElse(0);
    long wrong = scores.stream().filter(s -> s.overlap < WRONG).count();
    long told = scores.stream().filter(s -> s.overlap < WRONG && s.warned).count();
    long alarms = scores.stream().filter(s -> s.overlap >= WRONG && s.warned).count();
    System.out.printf(
        Locale.ROOT,
        "  mean |confidence - overlap| %.3f; %d of %d wrong masks warned of, %d of %d right ones too%n",
        error,
        told,
        wrong,
        alarms,
        scores.size() - wrong);
  }

  private static void print(Score s) {
    System.out.printf(
        Locale.ROOT,
        "%s %s overlap %.3f rectangle %.3f confidence %.3f%s%n",
        s.of.object,
        s.of.background,
        s.overlap,
        s.rectangle,
        s.confidence,
        s.warned ? " warned" : "");
  }

  private static double overlap(boolean[] a, boolean[] b) {
    int both = 0;
    int either = 0;
    for (int i = 0; i < a.length; i++) {
      both += a[i] && b[i] ? 1 : 0;
      either += a[i] || b[i] ? 1 : 0;
    }
    return either == 0 ? 0 : (double) both / either;
  }

  private static boolean[] truth(RgbaImage object) {
    boolean[] truth = new boolean[object.argb().length];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = object.argb()[i] < 0;
    }
    return truth;
  }

  private static List<Path> pictures(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String stem(Path file) {
    return file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
  }

  private static RgbaImage read(Path file) throws IOException {
    return ImageDecoder.decode(Files.readAllBytes(file), ImageLimits.DEFAULT);
  }

  /** Something to put an object before. */
  private record Backdrop(String kind, RgbaImage picture) {
    static List<Backdrop> all(List<RgbaImage> others, RgbaImage object, int seed) {
      Random random = new Random(seed);
      int side = object.width();
      List<Backdrop> all = new ArrayList<>();
      for (int k = 0; k < 2; k++) {
        int color = color(random);
        all.add(new Backdrop("plain", blend(side, color, color, 3, random)));
        all.add(new Backdrop("gradient", blend(side, color(random), color(random), 3, random)));
      }
      all.add(new Backdrop("busy", blend(side, color(random), color(random), 60, random)));
      for (int k = 0; k < 2; k++) {
        all.add(new Backdrop("busy", tiles(side, others, random)));
      }
      return all;
    }

    RgbaImage behind(RgbaImage object) {
      int[] argb = new int[object.argb().length];
      for (int i = 0; i < argb.length; i++) {
        int top = object.argb()[i];
        int below = picture.argb()[i];
        int alpha = top >>> 24;
        int mixed = 0xFF;
        for (int shift = 16; shift >= 0; shift -= 8) {
          int over = (top >> shift & 0xFF) * alpha + (below >> shift & 0xFF) * (255 - alpha);
          mixed = mixed << 8 | (over + 127) / 255;
        }
        argb[i] = mixed;
      }
      return new RgbaImage(object.width(), object.height(), argb);
    }

    private static int color(Random random) {
      return random.nextInt(1 << 24);
    }

    /** From one colour at the top left to another at the bottom right, with noise. */
    private static RgbaImage blend(int side, int from, int to, int noise, Random random) {
      int[] argb = new int[side * side];
      for (int i = 0; i < argb.length; i++) {
        double t = (i % side + (double) (i / side)) / (2 * side - 2);
        int mixed = 0xFF;
        for (int shift = 16; shift >= 0; shift -= 8) {
          double value = (from >> shift & 0xFF) * (1 - t) + (to >> shift & 0xFF) * t;
          value += noise * random.nextGaussian();
          mixed = mixed << 8 | (int) Math.max(0, Math.min(255, value));
        }
        argb[i] = mixed;
      }
      return new RgbaImage(side, side, argb);
    }

    /** A wall of patches of other pictures' objects. */
    private static RgbaImage tiles(int side, List<RgbaImage> others, Random random) {
      int[] argb = blend(side, color(random), color(random), 6, random).argb();
      int patch = side / 4;
      for (int ty = 0; ty < side; ty += patch) {
        for (int tx = 0; tx < side; tx += patch) {
          RgbaImage from = others.get(random.nextInt(others.size()));
          int fx = from.width() / 4 + random.nextInt(from.width() / 4);
          int fy = from.height() / 4 + random.nextInt(from.height() / 4);
          for (int y = ty; y < Math.min(side, ty + patch); y++) {
            for (int x = tx; x < Math.min(side, tx + patch); x++) {
              int pixel = from.pixel(fx + (x - tx) % patch, fy + (y - ty) % patch);
              argb[y * side + x] = pixel < 0 ? 0xFF000000 | pixel : argb[y * side + x];
            }
          }
        }
      }
      return new RgbaImage(side, side, argb);
    }
  }
}
