package io.orfeas.client;

import io.grpc.Channel;
import io.orfeas.inference.v1.InferenceServiceGrpc;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceStub;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The servers that may be asked; all know the same. Calls go to one until it fails. */
final class Replicas {
  private final List<InferenceServiceStub> stubs;
  private final AtomicInteger current = new AtomicInteger();

  Replicas(List<Channel> channels) {
    if (channels.isEmpty()) {
      throw new IllegalArgumentException("channels: none (expected: at least one)");
    }
    stubs = channels.stream().map(InferenceServiceGrpc::newStub).toList();
  }

  InferenceServiceStub stub() {
    return stubs.get(Math.floorMod(current.get(), stubs.size()));
  }

  Channel channel() {
    return stub().getChannel();
  }

  /** The one in use failed: the next call goes to another. */
  void next() {
    current.incrementAndGet();
  }
}
