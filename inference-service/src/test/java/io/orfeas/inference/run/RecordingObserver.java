package io.orfeas.inference.run;

import io.orfeas.inference.pipeline.Stage;
import io.orfeas.inference.pipeline.StageResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers where memory ran out. */
public final class RecordingObserver implements RunObserver, ObservedRun {
  final List<String> outOfMemory = new CopyOnWriteArrayList<>();

  @Override
  public ObservedRun queued(RunRequest request, Source source) {
    return this;
  }

  @Override
  public Runnable carry(Runnable work) {
    return work;
  }

  @Override
  public String traceParent() {
    return "";
  }

  @Override
  public void started() {}

  @Override
  public void accepted() {}

  @Override
  public void finished(StageResult result) {}

  @Override
  public void broken(Stage stage, Duration duration, String outcome) {}

  @Override
  public void outOfMemory(String stage) {
    outOfMemory.add(stage);
  }

  @Override
  public void ended(String outcome) {}
}
