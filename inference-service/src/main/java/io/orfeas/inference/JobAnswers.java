package io.orfeas.inference;

import com.google.rpc.Status;
import io.orfeas.inference.run.ArtifactStore;
import io.orfeas.inference.run.Events;
import io.orfeas.inference.run.JobProgress;
import io.orfeas.inference.run.Source;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.Job;

/** Says to a program how far its job is. */
final class JobAnswers {
  private final ArtifactStore artifacts;

  JobAnswers(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  Job of(String key, JobProgress progress, AnswerOptions answer) {
    Job.Builder job =
        Job.newBuilder()
            .setId(key)
            .setStatus(status(progress))
            .addAllWarnings(progress.warnings())
            .setMaskConfidence(progress.maskConfidence())
            .setStatusUrl("/api/agent/status/" + key)
            .setDownloadUrl("/api/agent/download/" + key + ExportText.query(answer.export()));
    GenerateResponse last = progress.last();
    if (last != null) {
      GenerateResponse event = new EventWriter(answer, artifacts).write(last, Source.HIT);
      job.setStage(event.getStage()).setProgress(event.getProgress());
      if (event.hasData()) {
        job.setData(event.getData());
      }
    }
    Status failure = progress.failure();
    if (failure != null) {
      job.setStage(Events.FAILED).setError(failure);
    }
    return job.build();
  }

  private static String status(JobProgress progress) {
    if (progress.failure() != null) {
      return "error";
    }
    if (progress.isComplete()) {
      return "complete";
    }
    return progress.last() == null ? "queued" : "processing";
  }
}
