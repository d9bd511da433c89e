package io.orfeas.inference.gpu.cuda;

import static io.orfeas.inference.gpu.vram.VramBudget.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.ComputeDevice;
import io.orfeas.inference.gpu.Devices;
import io.orfeas.inference.gpu.GpuFacts;
import io.orfeas.inference.gpu.MemoryUse;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way to driver and NVML, against scripted libraries under their names. */
class CudaDeviceTest {
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_000_000), ZoneOffset.UTC);

  private final Map<String, Long> card =
      new HashMap<>(
          Map.of(
              "total", 24 * GIB,
              "others", 2 * GIB,
              "reserved", GIB / 2,
              "utilization", 87L,
              "celsius", 61L,
              "milliwatts", 312_500L,
              "millijoules", 7_000_000L,
              "ecc", 3L));
  private FakeDriver driver;

  @BeforeEach
  void load() {
    driver = FakeDriver.load().play(card);
  }

  @Test
  void open_card_isDescribed() {
    try (CudaDevice device = CudaDevice.open(CLOCK)) {
      assertThat(device.isGpu()).isTrue();
      assertThat(device.description())
          .isEqualTo("cuda (Fake GPU, GPU-01234567-89ab-cdef-0123-456789abcdef, 24576 MiB)");
    }
  }

  @Test
  void measure_card_hasEveryFactInItsUnit() {
    try (CudaDevice device = CudaDevice.open(CLOCK)) {
      assertThat(device.measure())
          .singleElement()
          .satisfies(
              facts -> {
                assertThat(facts.memory().totalBytes()).isEqualTo(24 * GIB);
                assertThat(facts.memory().usedBytes()).isEqualTo(2 * GIB);
                assertThat(facts.memory().freeBytes()).isEqualTo(22 * GIB);
                assertThat(facts.memory().at()).isEqualTo(CLOCK.instant());
                assertThat(facts.reservedBytes()).isEqualTo(GIB / 2);
                assertThat(facts.processBytes()).hasValue(0);
                assertThat(facts.utilization()).hasValue(0.87);
                assertThat(facts.temperatureCelsius()).hasValue(61);
                assertThat(facts.powerWatts()).hasValue(312.5);
                assertThat(facts.energyJoules()).hasValue(7000);
                assertThat(facts.eccErrors()).hasValue(3);
              });
    }
  }

  @Test
  void measure_factsThatTheDeviceLacks_areEmpty() {
    driver.play(Map.of("total", 8 * GIB));
    try (CudaDevice device = CudaDevice.open(CLOCK)) {
      GpuFacts facts = device.measure().get(0);

      assertThat(facts.powerWatts()).isEmpty();
      assertThat(facts.eccErrors()).isEmpty();
      assertThat(facts.utilization()).isEmpty();
    }
  }

  @Test
  void measure_faultReported_isCountedOnce() {
    try (CudaDevice device = CudaDevice.open(CLOCK)) {
      long before = device.measure().get(0).xidErrors().orElseThrow();
      card.put("xids", 2 + before);
      driver.play(card);

      assertThat(device.measure().get(0).xidErrors()).hasValue(before + 2);
      assertThat(device.measure().get(0).xidErrors()).hasValue(before + 2);
    }
  }

  @Test
  void measure_dividedCard_listsTheInstanceThatTheDriverGives() {
    card.put("instances", 3L);
    driver.play(card);
    try (CudaDevice device = CudaDevice.open(CLOCK)) {
      assertThat(device.measure())
          .extracting(GpuFacts::uuid)
          .containsExactly("MIG-01234567-89ab-cdef-0123-456789abcdef");
    }
  }

  @Test
  void measure_severalCards_listsThoseThatTheDriverGivesTheUsedOneFirst() {
    card.putAll(Map.of("cards", 4L, "devices", 2L));
    driver.play(card);
    try (CudaDevice device = CudaDevice.open(CLOCK)) {
      assertThat(device.measure())
          .extracting(GpuFacts::uuid)
          .containsExactly(
              "GPU-01234567-89ab-cdef-0123-456789abcdef",
              "GPU-01234567-89ab-cdef-0123-456789abcd01");
    }
  }

  @Test
  void measure_anotherCardDoesNotAnswer_isLeftOut() {
    for (String fault : List.of("neighbour_memory", "neighbour_uuid")) {
      card.putAll(Map.of("cards", 2L, "devices", 2L, fault, 15L));
      driver.play(card);
      try (CudaDevice device = CudaDevice.open(CLOCK)) {
        assertThat(device.measure()).as(fault).hasSize(1);
        assertThat(device.measure().get(0).utilization()).hasValue(0.87);
      }
      card.remove(fault);
    }
  }

  @Test
  void measure_noMemoryFigureFromNvml_isWhatTheDriverSays() {
    card.put("nvml_memory", 3L);
    driver.play(card);
    try (CudaDevice device = CudaDevice.open(CLOCK)) {
      GpuFacts facts = device.measure().get(0);
      assertThat(facts.uuid()).isEqualTo("GPU-01234567-89ab-cdef-0123-456789abcdef");
      assertThat(facts.memory().totalBytes()).isEqualTo(24 * GIB);
      assertThat(facts.memory().freeBytes()).isEqualTo(22 * GIB);
      assertThat(facts.memory().usedBytes()).isEqualTo(2 * GIB);
      assertThat(facts.powerWatts()).isEmpty();
    }
  }

  @Test
  void measure_brokenContext_failsThoughNvmlAnswers() {
    try (CudaDevice device = CudaDevice.open(CLOCK)) {
      card.put("meminfo", 719L);
      driver.play(card);

      assertThatThrownBy(device::measure)
          .isInstanceOf(CudaException.class)
          .hasMessage("cuMemGetInfo: CUDA_ERROR_LAUNCH_FAILED (expected: success)");
      assertThat(device.totalBytes()).isEqualTo(24 * GIB);
      card.remove("meminfo");
      driver.play(card);
    }
  }

  @Test
  void measure_cardThatTellsLittle_leavesTheRestUnknown() {
    card.putAll(Map.of("events", 0L, "foreign", 1L, "lost", 1L));
    driver.play(card);
    try (CudaDevice device = CudaDevice.open(CLOCK)) {
      assertThat(device.measure())
          .singleElement()
          .satisfies(
              facts -> {
                assertThat(facts.xidErrors()).isEmpty();
                assertThat(facts.processBytes()).isEmpty();
              });
    }
  }

  @Test
  void freeCaches_memoryKeptForLaterWork_isGivenBack() {
    try (CudaDevice device = CudaDevice.open(CLOCK)) {
      placed(device.kernels().orElseThrow());

      assertThat(device.measure().get(0).memory().usedBytes()).isGreaterThan(2 * GIB);
      assertThat(device.freeBytes()).isEqualTo(22 * GIB);
      device.freeCaches();
      assertThat(device.measure().get(0).memory().usedBytes()).isEqualTo(2 * GIB);
    }
  }

  @Test
  void open_refusals_sayWhy() {
    assertRefused(Map.of("init", 100L), "cuInit: CUDA_ERROR_NO_DEVICE (expected: success)");
    assertRefused(Map.of("devices", 0L), "devices: 0 (expected: at least 1)");
    assertRefused(Map.of("nvml_init", 9L), "nvmlInit: Driver Not Loaded (expected: success)");
    assertRefused(Map.of("driver", 535L), "driver: 535.95.05 (expected: 580 or newer)");
  }

  private void assertRefused(Map<String, Long> fault, String message) {
    Map<String, Long> broken = new HashMap<>(card);
    broken.putAll(fault);
    driver.play(broken);
    assertThatThrownBy(() -> CudaDevice.open(CLOCK))
        .isInstanceOf(CudaException.class)
        .hasMessage(message);
  }

  @Test
  void kernels_noMemoryForAStreamOrAnEvent_isOutOfMemoryAndNotAFault() {
    for (String call : List.of("stream", "event")) {
      try (CudaDevice device = CudaDevice.open(CLOCK)) {
        card.put(call, 2L);
        driver.play(card);
        BulkKernels kernels = device.kernels().orElseThrow();
        assertThatThrownBy(() -> placed(kernels))
            .isInstanceOf(DeviceOutOfMemoryException.class)
            .hasMessageContaining("none left for cu");
        card.remove(call);
        driver.play(card);

        assertThat(placed(kernels).placed()).hasSize(9);
      }
    }
  }

  private static BulkKernels.Surface placed(BulkKernels kernels) {
    return kernels.placed(new float[9], new int[] {0, 1, 2}, MemoryUse.UNCOUNTED);
  }

  @Test
  void open_othersLeftNoMemory_isTheCpuWithTheReason() {
    card.put("context", 2L);
    driver.play(card);

    ComputeDevice device = Devices.open(Devices.Wanted.CUDA, CLOCK);

    assertThat(device.description())
        .startsWith("cpu (cuda refused: device memory: none left for cuDevicePrimaryCtxRetain");
  }
}
