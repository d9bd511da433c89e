package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.Flags;
import com.linecorp.armeria.common.util.TransportType;
import io.netty.channel.EventLoopGroup;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class AcceptorTest {
  @Test
  void shutdownGracefully_longQuietAskedFor_endsAtOnce() throws Exception {
    Assumptions.assumeTrue(
        Set.of(TransportType.EPOLL, TransportType.NIO).contains(Flags.transportType()),
        () -> "sockets of " + Flags.transportType() + " end as Armeria has them end");
    EventLoopGroup acceptor = Acceptor.named("acceptor");
    // Netty starts a thread with its first task.
    acceptor.submit(() -> {}).sync();

    acceptor.shutdownGracefully(1, 1, TimeUnit.HOURS);

    // The parent of its thread is who Armeria tells.
    assertThat(acceptor.next().parent()).isSameAs(acceptor);
    assertThat(acceptor.terminationFuture().await(1, TimeUnit.MINUTES)).isTrue();
  }
}
