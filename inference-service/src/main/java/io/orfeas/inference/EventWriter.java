package io.orfeas.inference;

import com.google.protobuf.UnsafeByteOperations;
import io.orfeas.inference.format.Export;
import io.orfeas.inference.run.ArtifactStore;
import io.orfeas.inference.run.Events;
import io.orfeas.inference.run.Source;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.StageData;

/**
 * Turns a logged event, the same for all callers, into what one caller asked for: the last mesh as
 * the file wanted, those before it placed alike.
 */
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
    boolean last =
        event.getData().getLevel() == FINAL_LEVEL || event.getStage().equals(Events.COMPLETED);
    Export export = last ? answer.export() : answer.export().preview();
    GenerateResponse.Builder written = event.toBuilder();
    StageData.Builder data = written.getDataBuilder();
    data.setUrl(data.getUrl() + ExportText.query(export)).setPlacement(ExportText.of(export));
    if (answer.inline()) {
      byte[] bytes = artifacts.get(data.getArtifact().getDigest().getSha256(), export);
      data.setContent(UnsafeByteOperations.unsafeWrap(bytes));
    }
    return written.build();
  }
}
