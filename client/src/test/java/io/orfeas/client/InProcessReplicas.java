package io.orfeas.client;

import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Servers within this process, and channels to them. */
final class InProcessReplicas implements AutoCloseable {
  private final List<Server> servers = new ArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();

  InProcessReplicas(BindableService... services) throws IOException {
    for (BindableService service : services) {
      String name = InProcessServerBuilder.generateName();
      servers.add(InProcessServerBuilder.forName(name).addService(service).build().start());
      channels.add(InProcessChannelBuilder.forName(name).build());
    }
  }

  List<Channel> channels() {
    return List.copyOf(channels);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    servers.forEach(Server::shutdownNow);
  }
}
