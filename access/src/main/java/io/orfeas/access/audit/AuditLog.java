package io.orfeas.access.audit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.orfeas.access.v1.AuditEntry;
import java.nio.file.Path;

/**
 * The audit log: one line of JSON per decision, in a file of its own that rolls over daily and when
 * it gets long. Old files are compressed, and removed after the retention or, oldest first, above
 * the total size.
 */
public final class AuditLog implements AutoCloseable {
  private static final JsonFormat.Printer JSON =
      JsonFormat.printer()
          .preservingProtoFieldNames()
          .alwaysPrintFieldsWithNoPresence()
          .omittingInsignificantWhitespace();

  private final LoggerContext context;
  private final Logger lines;

  private AuditLog(LoggerContext context) {
    this.context = context;
    lines = context.getLogger("audit");
  }

  /** Writes nothing. */
  public static AuditLog off() {
    LoggerContext context = new LoggerContext();
    context.getLogger("audit").setLevel(Level.OFF);
    return new AuditLog(context);
  }

  /**
   * Writes to a file.
   *
   * @param file today's; older ones lie beside it, with their date in the name
   * @param retentionDays how long older ones are kept
   * @param fileBytes length at which a file is closed before the day ends
   * @param totalBytes of all older ones together
   */
  public static AuditLog open(Path file, int retentionDays, long fileBytes, long totalBytes) {
    // A context of its own: levels and appenders of the process's log do not touch this one.
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setFile(file.toString());
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    encoder.start();
    appender.setEncoder(encoder);
    SizeAndTimeBasedRollingPolicy<ILoggingEvent> rolling = new SizeAndTimeBasedRollingPolicy<>();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.setFileNamePattern(file + ".%d{yyyy-MM-dd}.%i.gz");
    rolling.setMaxHistory(retentionDays);
    rolling.setMaxFileSize(new FileSize(fileBytes));
    rolling.setTotalSizeCap(new FileSize(totalBytes));
    rolling.setCleanHistoryOnStart(true);
    rolling.start();
    appender.setRollingPolicy(rolling);
    appender.start();
    if (!appender.isStarted()) {
      throw new IllegalStateException(file + ": cannot be written (expected: a writable place)");
    }
    Logger lines = context.getLogger("audit");
    lines.setLevel(Level.INFO);
    lines.addAppender(appender);
    return new AuditLog(context);
  }

  /** Writes a line. */
  public void write(AuditEntry entry) {
    if (!lines.isInfoEnabled()) {
      return;
    }
    try {
      lines.info(JSON.print(entry));
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void close() {
    context.stop();
  }
}
