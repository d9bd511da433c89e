package io.orfeas.runtime.redis;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection whose other side has stopped answering without hanging up, as a machine that
 * lost its power does: only then is the next one looked for.
 */
final class Unanswered extends ChannelDuplexHandler {
  private final Duration patience;
  private final Runnable ended;
  private @Nullable Future<?> end;

  /**
   * For one connection.
   *
   * @param patience how long nothing may come after something was sent
   * @param ended told when the connection is no more, before there is a next one
   */
  Unanswered(Duration patience, Runnable ended) {
    this.patience = patience;
    this.ended = ended;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (end == null) {
      end =
          context
              .executor()
              .schedule(() -> context.close(), patience.toMillis(), TimeUnit.MILLISECONDS);
    }
    context.write(message, promise);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    answered();
    context.fireChannelRead(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    answered();
    ended.run();
    context.fireChannelInactive();
  }

  private void answered() {
    if (end != null) {
      end.cancel(false);
      end = null;
    }
  }
}
