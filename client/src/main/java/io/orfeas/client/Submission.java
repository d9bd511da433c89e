package io.orfeas.client;

import io.grpc.StatusRuntimeException;
import io.orfeas.inference.v1.Job;
import io.orfeas.inference.v1.JobServiceGrpc;

/**
 * Hands one job in. That may be done any number of times, for a job's id follows from what is
 * asked: so what was lost on the way is sent again, to the next replica.
 */
final class Submission {
  private final Replicas replicas;
  private final Asked asked;
  private final Retries retries;

  Submission(Replicas replicas, Asked asked, ClientOptions options) {
    this.replicas = replicas;
    this.asked = asked;
    retries = new Retries(options);
  }

  Job run() {
    while (true) {
      try {
        return JobServiceGrpc.newBlockingStub(replicas.channel()).submitJob(asked.request());
      } catch (StatusRuntimeException failure) {
        if (!asked.uploadsAfter(failure)) {
          retries.await(failure);
          replicas.next();
        }
      }
    }
  }
}
