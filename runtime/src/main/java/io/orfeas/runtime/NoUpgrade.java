package io.orfeas.runtime;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;

/**
 * Leaves a connection on HTTP/1.1 whose first request asks for the upgrade to HTTP/2 in plain text
 * ({@code Upgrade: h2c}, as curl's {@code --http2} and Java's client do). RFC 9113 (3.1) deprecates
 * it and a server may ignore it; Armeria takes it, and then now and then writes bytes that are no
 * frame where an answer is long. HTTP/2 from the first byte on, as gRPC speaks it, and HTTP/2 by
 * TLS are not touched.
 *
 * <p>By the first four bytes Armeria chooses a protocol, so they go ahead alone; what would take
 * the upgrade is then in the pipeline, and has not seen the request yet.
 */
final class NoUpgrade extends ChannelInboundHandlerAdapter {
  private static final int CHOOSING_BYTES = 4;
  // Not public, so it is told by its name.
  private static final String TAKES_UPGRADES =
      "com.linecorp.armeria.server.HttpServerUpgradeHandler";

  private int missing = CHOOSING_BYTES;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    ByteBuf ahead = bytes.readRetainedSlice(Math.min(missing, bytes.readableBytes()));
    missing -= ahead.readableBytes();
    ctx.fireChannelRead(ahead);
    if (missing == 0) {
      refuseUpgrades(ctx.pipeline());
      ctx.pipeline().remove(this);
    }
    ctx.fireChannelRead(bytes);
  }

  private static void refuseUpgrades(ChannelPipeline pipeline) {
    for (var entry : pipeline) {
      ChannelHandler handler = entry.getValue();
      if (handler.getClass().getName().equals(TAKES_UPGRADES)) {
        pipeline.remove(handler);
      }
    }
  }
}
