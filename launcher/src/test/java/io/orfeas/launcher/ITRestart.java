package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.pipeline.RequestKey;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was computed outlives the processes that computed it. */
class ITRestart {
  @TempDir Path data;

  @Test
  void generate_afterARestart_isAnsweredFromTheDiskWithoutUpload() throws Exception {
    byte[] picture = Files.readAllBytes(Repository.sample("mug.png"));
    byte[] before;
    try (RunningSystem system = RunningSystem.start(data)) {
      before =
          system.post("/api/v1/generate?quality=1", picture, "Accept", "model/gltf-binary").body();
    }

    try (RunningSystem system = RunningSystem.start(data)) {
      String path = "/api/v1/generate?quality=1&image_sha256=" + RequestKey.sha256(picture);
      HttpResponse<byte[]> after = system.post(path, new byte[0], "Accept", "model/gltf-binary");

      assertThat(after.statusCode()).isEqualTo(200);
      assertThat(after.body()).isEqualTo(before);
    }
  }
}
