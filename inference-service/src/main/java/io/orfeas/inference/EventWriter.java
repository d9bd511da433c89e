package io.orfeas.inference;

import com.google.protobuf.UnsafeByteOperations;
import io.orfeas.inference.format.MeshFormat;
import io.orfeas.inference.run.ArtifactStore;
import io.orfeas.inference.run.Source;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.StageData;

/** Turns a logged event, the same for all callers, into what one caller asked for. */
final class EventWriter {
  private static final int FINAL_LEVEL = 3;

  private final AnswerOptions answer;
  private final ArtifactStore artifacts;

  EventWriter(AnswerOptions answer, ArtifactStore artifacts) {
    this.answer = answer;
    this.artifacts = artifacts;
  }

  GenerateResponse write(GenerateResponse event, Source source) {
    if (!event.hasData()) {
      return event.toBuilder().setCache(source.wireName()).build();
    }
    boolean last = event.getData().getLevel() == FINAL_LEVEL;
    MeshFormat format = last ? answer.format() : MeshFormat.GLB;
    if (format == MeshFormat.GLB && !answer.inline()) {
      return event;
    }
    GenerateResponse.Builder written = event.toBuilder();
    StageData.Builder data = written.getDataBuilder();
    if (format != MeshFormat.GLB) {
      data.setUrl(data.getUrl() + "?format=" + format.wireName());
    }
    if (answer.inline()) {
      byte[] bytes = artifacts.get(data.getArtifact().getDigest().getSha256(), format);
      data.setContent(UnsafeByteOperations.unsafeWrap(bytes));
    }
    return written.build();
  }
}
