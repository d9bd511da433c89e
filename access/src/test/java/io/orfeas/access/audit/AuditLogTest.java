package io.orfeas.access.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.access.v1.AuditEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  @TempDir Path folder;

  @Test
  void write_anything_isOneLineOfJson() throws IOException {
    Path file = folder.resolve("logs/audit.jsonl");
    try (AuditLog log = AuditLog.open(file, 90, 1 << 20, 1 << 20)) {
      log.write(AuditEntry.newBuilder().setOutcome("refused").setPath("/a\nb{}\"").build());
      log.write(AuditEntry.newBuilder().setOutcome("allowed").setAgent("bot").build());
    }

    List<String> lines = Files.readAllLines(file);

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).startsWith("{").endsWith("}").contains("\"path\":\"/a\\nb{}\\\"\"");
    assertThat(lines.get(1)).contains("\"agent\":\"bot\"").contains("\"trace_id\":\"\"");
  }

  @Test
  void open_oldFiles_areRemovedAfterTheRetention() throws Exception {
    Path file = folder.resolve("audit.jsonl");
    java.time.LocalDate today = java.time.LocalDate.now(java.time.ZoneId.systemDefault());
    Path expired = Files.createFile(folder.resolve("audit.jsonl." + today.minusDays(95) + ".0.gz"));
    Path kept = Files.createFile(folder.resolve("audit.jsonl." + today.minusDays(80) + ".0.gz"));

    try (AuditLog log = AuditLog.open(file, 90, 1 << 20, 1 << 20)) {
      log.write(AuditEntry.getDefaultInstance());
    }

    assertThat(expired).doesNotExist();
    assertThat(kept).exists();
  }

  @Test
  void off_writesNothing() throws IOException {
    try (AuditLog log = AuditLog.off()) {
      log.write(AuditEntry.getDefaultInstance());
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }
}
