package io.orfeas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.orfeas.artifact.v1.Artifact;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
  private static final Artifact MESH = FakeInference.EVENTS.get(5).getData().getArtifact();

  private final FakeInference first = new FakeInference();
  private final FakeInference second = new FakeInference();
  private InProcessReplicas replicas;
  private OrfeasClient client;

  @TempDir Path folder;

  @BeforeEach
  void start() throws Exception {
    replicas = new InProcessReplicas(first, second);
    client =
        OrfeasClient.over(
            ClientOptions.DEFAULT.withBackoff(
                new Backoff(3, Duration.ofMillis(1), Duration.ofMillis(1))),
            replicas.channels());
  }

  @AfterEach
  void stop() {
    replicas.close();
  }

  @Test
  void download_cutTwice_goesOnWhereItStopped() {
    first.trouble(3, FakeInference.lost());
    second.trouble(2, FakeInference.lost());

    assertThat(client.download(MESH, "glb")).isEqualTo(FakeInference.MESH);
    assertThat(first.calls).containsExactly("get 0glb", "get 5000glb");
    assertThat(second.calls).containsExactly("get 3000glb");
  }

  @Test
  void download_convertedAndCut_beginsAnew() {
    first.trouble(3, FakeInference.lost());

    assertThat(client.download(MESH, "stl")).isEqualTo(FakeInference.MESH);
    assertThat(second.calls).containsExactly("get 0stl");
  }

  @Test
  void download_otherBytesThanTheDigestNames_isRefusedAndLeavesNoFile() throws Exception {
    byte[] damaged = FakeInference.MESH.clone();
    damaged[5000]++;
    first.serve(damaged);

    assertThatThrownBy(() -> client.download(MESH, "glb", folder.resolve("model.glb")))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            loss -> assertThat(loss.getStatus().getCode()).isEqualTo(Code.DATA_LOSS));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void download_fewerBytesThanTheDigestNames_isRefused() {
    first.trouble(3, null);

    assertThatThrownBy(() -> client.download(MESH, ""))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("artifact: 3000 bytes");
  }

  @Test
  void download_toAFile_writesItWhole() throws Exception {
    Path file = folder.resolve("model.glb");
    Files.writeString(file, "what was there before");
    first.trouble(4, FakeInference.lost());

    client.download(MESH, "glb", file);

    assertThat(file).hasBinaryContent(FakeInference.MESH);
    assertThat(folder).isDirectoryNotContaining(name -> name.toString().endsWith(".part"));
  }

  @Test
  void download_unknown_failsAtOnce() {
    first.trouble(0, FakeInference.refusal(Code.NOT_FOUND, "ARTIFACT_UNKNOWN"));

    assertThatThrownBy(() -> client.download(MESH, "glb"))
        .isInstanceOf(StatusRuntimeException.class);
    assertThat(second.calls).isEmpty();
  }
}
