package io.orfeas.cache.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreException.Reason;
import io.orfeas.cache.store.StoreLimits;
import io.orfeas.cache.store.StoreListener;
import io.orfeas.runtime.Guard;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Runs {@code store.lua}: one call is one decision. */
final class Script {
  private static final String NAME = "store.lua";

  /** What callers rely on once it is answered. A lost lease needs no copy: its token is refused. */
  private static final Set<String> RELIED_ON =
      Set.of("publish", "complete", "commit", "pin", "clear");

  private final RedisLink link;
  private final Guard guard;
  private final StoreListener listener;
  private final Supplier<String> time;
  private final byte[] source;
  private final String sha;
  private final byte[][] keys;
  private final List<String> context;

  /**
   * Makes the script known to the server.
   *
   * @param time now in microseconds, or empty for the server's clock
   */
  Script(
      RedisLink link,
      Guard guard,
      StoreListener listener,
      Supplier<String> time,
      String prefix,
      String replica,
      StoreLimits limits) {
    this.link = link;
    this.guard = guard;
    this.listener = listener;
    this.time = time;
    source = read();
    keys = new byte[][] {utf8(prefix)};
    context =
        List.of(
            replica,
            Long.toString(limits.softBytes()),
            Long.toString(limits.hardBytes()),
            micros(limits.leaseTtl()),
            micros(limits.uploadGrace()),
            micros(StoreLimits.LENT_FOR));
    sha = link.commands().sync().digest(source);
  }

  /**
   * Makes a decision, and hears what it brought about.
   *
   * @param operands text, whole numbers, or bytes
   * @throws StoreException the refusal, or {@code UNAVAILABLE}
   */
  Reply call(String operation, Object... operands) {
    byte[][] arguments = arguments(operation, operands);
    List<Object> answer;
    try {
      answer =
          guard.call(
              () ->
                  RELIED_ON.contains(operation)
                      ? link.durably(() -> run(arguments))
                      : run(arguments));
    } catch (RuntimeException failed) {
      throw new StoreException(
          Reason.UNAVAILABLE,
          "redis: %s (expected: an answer in time)".formatted(failed.getMessage()),
          failed);
    }
    return heard(answer);
  }

  /** Whether calls go out, and are not refused because too many failed. */
  boolean isCalledFreely() {
    return guard.isClosed();
  }

  /** Asks for a decision, and does not wait: it is made after those asked for before. */
  void send(String operation, Object... operands) {
    byte[][] arguments = arguments(operation, operands);
    try {
      link.commands()
          .async()
          .<List<Object>>evalsha(sha, ScriptOutputType.MULTI, keys, arguments)
          .thenAccept(this::heard);
    } catch (RedisException away) {
      // As good as sent and lost: maintenance makes up for it.
    }
  }

  private List<Object> run(byte[][] arguments) {
    RedisCommands<byte[], byte[]> redis = link.commands().sync();
    try {
      return redis.evalsha(sha, ScriptOutputType.MULTI, keys, arguments);
    } catch (RedisNoScriptException restarted) {
      return redis.eval(source, ScriptOutputType.MULTI, keys, arguments);
    } catch (RedisCommandExecutionException refused) {
      if (String.valueOf(refused.getMessage()).startsWith("OOM")) {
        return List.of(utf8(Reason.STORE_FULL.name()), List.of(), utf8("redis: out of memory"));
      }
      throw refused;
    }
  }

  private Reply heard(List<Object> answer) {
    Reply reply = new Reply(answer);
    Reply events = reply.list(1);
    for (int i = 0; i < events.size(); i += 2) {
      hear(events.text(i), events.number(i + 1));
    }
    String status = reply.text(0);
    if (!status.equals("OK")) {
      throw new StoreException(Reason.valueOf(status), reply.text(2));
    }
    return reply.list(2);
  }

  private void hear(String event, long bytes) {
    switch (event) {
      case "LEASE" -> listener.leaseExpired();
      case "FENCED" -> listener.writeFenced();
      case "DAMAGED" -> listener.blobDamaged();
      default -> listener.removed(StoreListener.Removal.valueOf(event), bytes);
    }
  }

  private byte[][] arguments(String operation, Object... operands) {
    List<byte[]> all = new ArrayList<>();
    all.add(utf8(operation));
    all.add(utf8(time.get()));
    context.forEach(value -> all.add(utf8(value)));
    Stream.of(operands)
        .map(operand -> operand instanceof byte[] bytes ? bytes : utf8(operand.toString()))
        .forEach(all::add);
    return all.toArray(byte[][]::new);
  }

  static String micros(Duration duration) {
    return Long.toString(duration.toNanos() / 1000);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] read() {
    try (InputStream in = Script.class.getResourceAsStream(NAME)) {
      if (in == null) {
        throw new IllegalStateException(NAME + ": absent (expected: beside this class)");
      }
      return in.readAllBytes();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
