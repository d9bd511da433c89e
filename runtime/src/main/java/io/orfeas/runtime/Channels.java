package io.orfeas.runtime;

import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.stub.AbstractAsyncStub;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Ways to other services. */
public final class Channels {
  /** What the targets of servers in this process begin with. */
  static final String NEAR = "in-process:";

  private Channels() {}

  /**
   * A way to a service. Calls bring their own deadlines; streams have none; answers may be long.
   *
   * @param peers how other processes are spoken to
   * @param target {@code host:port}, or {@link OrfeasServer#nearTarget()}
   * @param interceptors of the calls; the last one is called first
   * @param stub of the service
   */
  public static <S extends AbstractAsyncStub<S>> Channel open(
      Peers peers, String target, List<ClientInterceptor> interceptors, Class<S> stub) {
    if (target.startsWith(NEAR)) {
      return ClientInterceptors.intercept(near(target.substring(NEAR.length())), interceptors);
    }
    return peers.grpc(target).intercept(interceptors).build(stub).getChannel();
  }

  private static Channel near(String name) {
    ManagedChannel channel =
        InProcessChannelBuilder.forName(name)
            .directExecutor()
            // Never idle for want of calls, so that idle means: its server has ended.
            .idleTimeout(365, TimeUnit.DAYS)
            .build();
    endWithItsServer(channel, channel.getState(true));
    return channel;
  }

  /** A server in this process does not come back under its name; its channels end with it. */
  private static void endWithItsServer(ManagedChannel channel, ConnectivityState before) {
    channel.notifyWhenStateChanged(
        before,
        () -> {
          ConnectivityState now = channel.getState(false);
          boolean connected = before == ConnectivityState.READY;
          if (connected || now == ConnectivityState.TRANSIENT_FAILURE) {
            channel.shutdownNow();
          } else if (now != ConnectivityState.SHUTDOWN) {
            endWithItsServer(channel, now);
          }
        });
  }
}
