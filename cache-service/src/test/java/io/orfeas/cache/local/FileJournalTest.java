package io.orfeas.cache.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Entry;
import io.orfeas.cache.store.Opaque;
import io.orfeas.cache.store.ResultInfo;
import io.orfeas.cache.store.StoreFixture;
import io.orfeas.cache.store.StoredResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a crash or a bad disk does to the log, what is read from it was written to it. */
class FileJournalTest {
  @TempDir Path folder;

  @Test
  void replay_randomRecords_givesThemBackInOrder() throws Exception {
    List<LogRecord> written = randomRecords(new Random(1), 200);
    write(written);

    assertThat(replay()).isEqualTo(written);
  }

  @Test
  void replay_cutAnywhere_givesTheWholeRecordsBeforeTheCut() throws Exception {
    List<LogRecord> written = randomRecords(new Random(2), 12);
    List<Integer> ends = write(written);
    byte[] whole = Files.readAllBytes(log());

    for (int cut = 0; cut <= whole.length; cut += cut < 2000 ? 1 : 7) {
      int length = cut;
      Files.write(log(), Arrays.copyOf(whole, length));
      int kept = (int) ends.stream().filter(end -> end <= length).count();
      assertThat(replay()).as("cut at %d", cut).isEqualTo(written.subList(0, kept));
      assertThat(Files.size(log())).isEqualTo(kept == 0 ? 0 : ends.get(kept - 1));
    }
  }

  @Test
  void replay_aByteFlippedAnywhere_losesThatRecordOnly() throws Exception {
    Random random = new Random(3);
    List<LogRecord> written = randomRecords(random, 30);
    List<Integer> ends = write(written);
    byte[] whole = Files.readAllBytes(log());

    for (int round = 0; round < 300; round++) {
      byte[] damaged = whole.clone();
      int at = random.nextInt(damaged.length);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(log(), damaged);
      List<LogRecord> expected = new ArrayList<>(written);
      expected.remove((int) ends.stream().filter(end -> end <= at).count());
      assertThat(replay()).as("flipped at %d", at).isEqualTo(expected);
    }
  }

  @Test
  void replay_garbageAfterTheEnd_isRemovedAndWritingGoesOn() throws Exception {
    List<LogRecord> written = randomRecords(new Random(4), 5);
    write(written);
    byte[] garbage = new byte[5000];
    new Random(5).nextBytes(garbage);
    Files.write(log(), garbage, StandardOpenOption.APPEND);

    List<LogRecord> more = randomRecords(new Random(6), 5);
    write(more);
    written.addAll(more);
    assertThat(replay()).isEqualTo(written);
  }

  @Test
  void load_aFinishedResult_readsItBack() throws Exception {
    try (FileJournal journal = FileJournal.open(folder, 0)) {
      LogRecord.Finished finished = finished(new Random(7));
      Place place = journal.append(finished);
      journal.await(place);

      assertThat(journal.load(place)).contains(finished.result());
    }
  }

  @Test
  void open_leftoversOfACompaction_areRemoved() throws Exception {
    List<LogRecord> written = randomRecords(new Random(8), 5);
    write(written);
    Files.move(log(), folder.resolve("results-7.log"));
    Files.write(folder.resolve("results-6.log"), new byte[100]);
    Files.write(folder.resolve("results-8.log.new"), new byte[100]);

    assertThat(replay()).isEqualTo(written);
    assertThat(folder.toFile().list()).containsExactly("results-7.log");
  }

  private Path log() {
    return folder.resolve("results-1.log");
  }

  /** Writes records; returns where each ends. */
  private List<Integer> write(List<LogRecord> records) throws Exception {
    List<Integer> ends = new ArrayList<>();
    try (FileJournal journal = FileJournal.open(folder, 0)) {
      journal.replay((record, place) -> {});
      for (LogRecord record : records) {
        journal.await(journal.append(record));
        ends.add((int) journal.sizeBytes());
      }
    }
    return ends;
  }

  private List<LogRecord> replay() throws Exception {
    List<LogRecord> records = new ArrayList<>();
    try (FileJournal journal = FileJournal.open(folder, 0)) {
      journal.replay((record, place) -> records.add(record));
    }
    return records;
  }

  private static List<LogRecord> randomRecords(Random random, int count) {
    List<LogRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(randomRecord(random));
    }
    return records;
  }

  private static LogRecord randomRecord(Random random) {
    var key = StoreFixture.key("request " + random.nextInt(10));
    long token = random.nextLong(1L << 40);
    return switch (random.nextInt(7)) {
      case 0 -> new LogRecord.Leased(key, token, "replica " + random.nextInt(3));
      case 1 -> new LogRecord.Published(key, token, entry(random, 1));
      case 2 -> new LogRecord.Ended(key, token);
      case 3 -> new LogRecord.Removed(key);
      case 4 -> new LogRecord.Pinned(key, random.nextBoolean());
      case 5 -> new LogRecord.TokenFloor(token);
      default -> finished(random);
    };
  }

  private static LogRecord.Finished finished(Random random) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 1; i <= random.nextInt(5); i++) {
      entries.add(entry(random, i));
    }
    ResultInfo info =
        new ResultInfo(
            StoreFixture.key("request " + random.nextInt(10)),
            Instant.ofEpochSecond(random.nextInt(1 << 30), random.nextInt(1_000_000_000)),
            Instant.ofEpochSecond(random.nextInt(1 << 30)),
            Duration.ofMillis(random.nextInt(100_000)),
            "classical",
            random.nextInt(1 << 30),
            random.nextBoolean());
    return new LogRecord.Finished(new StoredResult(info, entries), random.nextInt(1000));
  }

  private static Entry entry(Random random, int sequence) {
    byte[] payload = new byte[random.nextInt(300)];
    random.nextBytes(payload);
    List<Digest> blobs = random.nextBoolean() ? List.of() : List.of(Digest.of(payload));
    return new Entry(sequence, Opaque.wrap(payload), blobs);
  }
}
