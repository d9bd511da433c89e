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

    // Armeria tells the parent of its thread.
    acceptor.next().parent().shutdownGracefully(1, 1, TimeUnit.HOURS);

    assertThat(acceptor.terminationFuture().await(1, TimeUnit.MINUTES)).isTrue();
  }
}
