package io.orfeas.inference.gpu.cuda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.lwjgl.system.linux.DynamicLinkLoader;

/**
 * The CUDA runtime library, which the bindings name beside the driver, and in which Orfeas calls
 * nothing. It comes with the toolkit and not with the driver, so that a machine with a driver alone
 * would be refused for the want of something that nobody uses.
 */
public final class CudaRuntime {
  private static final String NAME = "libcudart.so.13";

  private CudaRuntime() {}

  /**
   * Puts an empty library in its place where there is none. To be called before the bindings are
   * loaded; does nothing on other systems than x86-64 Linux.
   */
  public static void standIn() {
    if (System.getProperty("os.name", "").equals("Linux")
        && System.getProperty("os.arch", "").equals("amd64")
        && !isThere()) {
      load();
    }
  }

  /** Whether the dynamic loader finds it, as it would for any library that names it. */
  static boolean isThere() {
    return DynamicLinkLoader.dlopen(NAME, DynamicLinkLoader.RTLD_LAZY) != 0;
  }

  private static void load() {
    try {
      Path folder = Files.createTempDirectory("orfeas-cudart");
      Path library = folder.resolve(NAME);
      try {
        Files.write(library, EmptyLibrary.called(NAME));
        System.load(library.toString());
      } finally {
        Files.deleteIfExists(library);
        Files.delete(folder);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
