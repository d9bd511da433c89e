package io.orfeas.inference.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StagePlacesTest {
  private final StagePlaces places = new StagePlaces();

  @Test
  void place_nothingHeard_isTheProcessor() {
    assertThat(places.place(Stage.ROUGH_MESH)).isEqualTo(ComputedOn.CPU);
  }

  @Test
  void place_allStepsOnTheDevice_isTheDevice() {
    places.of(Stage.ROUGH_MESH).done("relief", ComputedOn.CUDA);
    places.of(Stage.ROUGH_MESH).done("surface", ComputedOn.CUDA);

    assertThat(places.place(Stage.ROUGH_MESH)).isEqualTo(ComputedOn.CUDA);
  }

  @Test
  void place_someStepsWithoutRoom_isBoth() {
    places.of(Stage.ROUGH_MESH).done("relief", ComputedOn.CUDA);
    places.of(Stage.ROUGH_MESH).done("surface", ComputedOn.CPU);
    places.of(Stage.ROUGH_MESH).done("texture", ComputedOn.CUDA);
    places.of(Stage.REFINED_MESH).done("relief", ComputedOn.CPU);

    assertThat(places.place(Stage.ROUGH_MESH)).isEqualTo(ComputedOn.BOTH);
    assertThat(places.place(Stage.REFINED_MESH)).isEqualTo(ComputedOn.CPU);
  }
}
