package io.orfeas.runtime;

import com.linecorp.armeria.common.Flags;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.common.util.ThreadFactories;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The thread that accepts a port's connections. It ends as soon as it is told to: a server that
 * stops does so last, its sockets closed, when nothing can come any more that Netty's two seconds
 * of quiet would be waiting for.
 *
 * <p>Armeria tells the group that made the thread, so the time cannot be set from around it. Where
 * sockets are of a kind that Linux and plain Java do not have, it stays two seconds.
 */
final class Acceptor extends MultiThreadIoEventLoopGroup {
  private Acceptor(ThreadFactory thread, IoHandlerFactory sockets) {
    super(1, thread, sockets);
  }

  /** For {@code ServerBuilder.bossGroupFactory}: on the kind of sockets that the server uses. */
  static EventLoopGroup named(String thread) {
    ThreadFactory one = ThreadFactories.newEventLoopThreadFactory(thread, false);
    return switch (Flags.transportType()) {
      case EPOLL -> new Acceptor(one, EpollIoHandler.newFactory());
      case NIO -> new Acceptor(one, NioIoHandler.newFactory());
      case KQUEUE, IO_URING -> EventLoopGroups.newEventLoopGroup(1, one);
    };
  }

  @Override
  public Future<?> shutdownGracefully(long quiet, long limit, TimeUnit unit) {
    return super.shutdownGracefully(0, limit, unit);
  }
}
