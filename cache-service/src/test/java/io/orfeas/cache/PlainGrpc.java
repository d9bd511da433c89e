package io.orfeas.cache;

import com.google.protobuf.BytesValue;
import com.google.protobuf.Empty;
import com.google.protobuf.Int32Value;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a hit is measured beside: a grpc-java server that does nothing, and one that streams bytes
 * it has in memory, tuned as well as it can be (direct executor, large window).
 *
 * <p>It has event loops of its own, as a server in a process of its own would. By default it would
 * share those of the clients in this process; client and server could then be on one thread, and a
 * call would be spared two changes of threads that no real one is spared.
 */
final class PlainGrpc implements AutoCloseable {
  private static final int WINDOW = 8 << 20;
  private static final int EVENT_LOOPS = 2;

  private static final MethodDescriptor<Empty, Empty> NOTHING =
      MethodDescriptor.<Empty, Empty>newBuilder()
          .setType(MethodType.UNARY)
          .setFullMethodName("plain.Peer/Nothing")
          .setRequestMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
          .build();

  private static final MethodDescriptor<Int32Value, BytesValue> FETCH =
      MethodDescriptor.<Int32Value, BytesValue>newBuilder()
          .setType(MethodType.SERVER_STREAMING)
          .setFullMethodName("plain.Peer/Fetch")
          .setRequestMarshaller(ProtoUtils.marshaller(Int32Value.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(BytesValue.getDefaultInstance()))
          .build();

  private final EventLoopGroup loops;
  private final Server unary;
  private final Server streaming;

  private PlainGrpc(EventLoopGroup loops, Server unary, Server streaming) {
    this.loops = loops;
    this.unary = unary;
    this.streaming = streaming;
  }

  /**
   * Starts both.
   *
   * @param pieceBytes of the stream
   */
  static PlainGrpc start(byte[] content, int pieceBytes) throws IOException {
    EventLoopGroup loops = new EpollEventLoopGroup(EVENT_LOOPS);
    // Handlers of a real service may block, so the unary one has threads, as grpc-java has.
    Server unary = server(loops).addService(nothing()).build().start();
    Server streaming =
        server(loops)
            .directExecutor()
            .flowControlWindow(WINDOW)
            .addService(
                ServerServiceDefinition.builder("plain.Peer")
                    .addMethod(
                        FETCH,
                        ServerCalls.asyncServerStreamingCall(
                            (size, out) -> send(content, size.getValue(), pieceBytes, out)))
                    .build())
            .build()
            .start();
    return new PlainGrpc(loops, unary, streaming);
  }

  int unaryPort() {
    return unary.getPort();
  }

  int streamingPort() {
    return streaming.getPort();
  }

  static void nothing(Channel channel) {
    ClientCalls.blockingUnaryCall(
        channel, NOTHING, CallOptions.DEFAULT, Empty.getDefaultInstance());
  }

  static long fetch(Channel channel, int size) {
    long read = 0;
    var pieces =
        ClientCalls.blockingServerStreamingCall(
            channel, FETCH, CallOptions.DEFAULT, Int32Value.of(size));
    while (pieces.hasNext()) {
      read += pieces.next().getValue().size();
    }
    return read;
  }

  @Override
  public void close() {
    unary.shutdownNow();
    streaming.shutdownNow();
    loops.shutdownGracefully();
  }

  private static NettyServerBuilder server(EventLoopGroup loops) {
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .channelType(EpollServerSocketChannel.class)
        .bossEventLoopGroup(loops)
        .workerEventLoopGroup(loops);
  }

  private static ServerServiceDefinition nothing() {
    return ServerServiceDefinition.builder("plain.Peer")
        .addMethod(
            NOTHING,
            ServerCalls.asyncUnaryCall(
                (request, out) -> {
                  out.onNext(Empty.getDefaultInstance());
                  out.onCompleted();
                }))
        .build();
  }

  private static void send(byte[] content, int size, int piece, StreamObserver<BytesValue> to) {
    ServerCallStreamObserver<BytesValue> out = (ServerCallStreamObserver<BytesValue>) to;
    AtomicInteger at = new AtomicInteger();
    out.setOnReadyHandler(
        () -> {
          while (out.isReady() && at.get() < size) {
            int from = at.getAndAdd(piece);
            int length = Math.min(piece, size - from);
            out.onNext(BytesValue.of(UnsafeByteOperations.unsafeWrap(content, from, length)));
            if (from + length == size) {
              out.onCompleted();
            }
          }
        });
  }
}
