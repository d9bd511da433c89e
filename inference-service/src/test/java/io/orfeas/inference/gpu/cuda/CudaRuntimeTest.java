package io.orfeas.inference.gpu.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.runtime.testing.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lwjgl.system.linux.DynamicLinkLoader;

/** The real dynamic loader takes what is written here for a library. */
class CudaRuntimeTest {
  @TempDir private Path folder;

  @BeforeEach
  void needsLinux() {
    boolean here =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    Requires.present("x86-64 Linux", here);
  }

  @Test
  void called_loadedFromAFile_isFoundByItsNameAlone() throws Exception {
    String name = "liborfeas-nowhere.so.7";
    assertThat(DynamicLinkLoader.dlopen(name, DynamicLinkLoader.RTLD_LAZY)).isZero();
    Path file = Files.write(folder.resolve("any"), EmptyLibrary.called(name));

    System.load(file.toString());

    assertThat(DynamicLinkLoader.dlopen(name, DynamicLinkLoader.RTLD_LAZY)).isNotZero();
  }

  @Test
  void standIn_noRuntime_isThereAfterwards() {
    CudaRuntime.standIn();

    assertThat(CudaRuntime.isThere()).isTrue();
  }
}
