package io.orfeas.inference.proof;

import static io.orfeas.inference.gpu.vram.VramBudget.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.field.Silhouettes;
import io.orfeas.inference.format.PngEncoder;
import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.cuda.CudaDevice;
import io.orfeas.inference.gpu.cuda.FakeDriver;
import io.orfeas.inference.image.RgbaImage;
import io.orfeas.inference.mesh.Surface;
import io.orfeas.inference.mesh.SurfaceKernel;
import io.orfeas.inference.pipeline.DeviceSteps;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The suite for real cards, on a driver that runs the kernels without one. */
class KernelParityTest {
  private CudaDevice device;
  private BulkKernels kernels;

  @BeforeEach
  void open() {
    FakeDriver.load().play(Map.of("total", 24 * GIB));
    device = CudaDevice.open(Clock.systemUTC());
    kernels = device.kernels().orElseThrow();
  }

  @AfterEach
  void close() {
    device.close();
  }

  @Test
  void of_kernelsAsTheyAre_isMet() {
    List<Parity> all = KernelParity.of(kernels);

    assertThat(all).hasSize(4).allMatch(Parity::isMet);
    assertThat(all).extracting(Parity::cases).allMatch(cases -> cases > 5);
  }

  @Test
  void of_kernelThatIsOffByOneValue_isMissed() {
    List<Parity> all = KernelParity.of(wrong("pictures"));

    assertThat(all).filteredOn(parity -> !parity.isMet()).hasSize(1);
    assertThat(all.get(3).deviation()).isEqualTo(1);
  }

  @Test
  void times_smallPicture_areTakenOfEveryStep() {
    float[] coverage = Silhouettes.disc(96, 30);
    int[] argb = new int[coverage.length];
    for (int i = 0; i < argb.length; i++) {
      argb[i] = Math.round(coverage[i] * 255) << 24 | 0x3060A0;
    }
    byte[] picture = PngEncoder.encode(new RgbaImage(96, 96, argb));

    List<KernelTime> times = KernelTimes.of(kernels, picture, 64, 64, 1);

    assertThat(times).hasSize(4).allMatch(time -> time.deviceMillis() > 0);
    assertThat(times).filteredOn(KernelTime::isPartOfMesh).hasSize(3);
    // Surfaces are thinned by the processor; placing and textures ask it nothing.
    assertThat(times.get(1).betweenMillis()).isPositive();
    assertThat(times).filteredOn(time -> time.betweenMillis() == 0).hasSize(2);
  }

  @Test
  void once_sameSurfaceAgain_isTheSameWithoutTheProcessor() {
    AtomicInteger asked = new AtomicInteger();
    BulkKernels counting = new AskedKernels(AskedKernels.once(kernels), counter(asked));
    SurfaceKernel surfaces = DeviceSteps.always(counting).surfaces();
    DepthShell shell = Solids.balls(48);
    Surface wanted = SurfaceKernel.CPU.surface(shell, 48, 3);

    surfaces.surface(shell, 48, 3);
    int first = asked.get();
    Surface again = surfaces.surface(shell, 48, 3);

    assertThat(first).isPositive();
    assertThat(asked).hasValue(first);
    assertThat(again.placed().normals()).isEqualTo(wanted.placed().normals());
  }

  private static AskedKernels.Processor counter(AtomicInteger asked) {
    return new AskedKernels.Processor() {
      @Override
      public <T> T answer(String question, Supplier<T> work) {
        asked.incrementAndGet();
        return work.get();
      }
    };
  }

  /** The kernels, of which one adds 1 to the first value of what it makes. */
  private BulkKernels wrong(String method) {
    return (BulkKernels)
        Proxy.newProxyInstance(
            BulkKernels.class.getClassLoader(),
            new Class<?>[] {BulkKernels.class},
            (proxy, called, arguments) -> {
              try {
                Object made = called.invoke(kernels, arguments);
                if (called.getName().equals(method)
                    && made instanceof BulkKernels.Pictures pictures) {
                  pictures.baseColor()[0] += 1;
                }
                return made;
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
  }
}
