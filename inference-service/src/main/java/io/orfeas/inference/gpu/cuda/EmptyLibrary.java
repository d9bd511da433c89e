package io.orfeas.inference.gpu.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A shared library for x86-64 Linux that has a name and nothing else, to stand in for one that is
 * asked for by name and never called.
 *
 * <p>One segment holds the whole file: header, program headers, the table that the dynamic loader
 * reads, one empty symbol and the name.
 *
 * @see <a href="https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html">System V ABI,
 *     chapters 4 and 5</a>
 */
final class EmptyLibrary {
  private static final int HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final int PROGRAM_HEADERS = 3;
  private static final int TABLE = HEADER + PROGRAM_HEADERS * PROGRAM_HEADER;
  private static final int ENTRY = 16;
  private static final int ENTRIES = 6;
  private static final int SYMBOL = 24;
  private static final int SYMBOLS = TABLE + ENTRIES * ENTRY;
  private static final int STRINGS = SYMBOLS + SYMBOL;
  private static final int PAGE = 4096;
  private static final int WORD = 8;
  private static final int READ_WRITE = 6;

  private EmptyLibrary() {}

  /**
   * The bytes of a library.
   *
   * @param name what others name it by ({@code DT_SONAME}); ASCII
   */
  static byte[] called(String name) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    int strings = text.length + 2;
    int length = STRINGS + strings;
    ByteBuffer file = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    header(file);
    segment(file, 1, 0, length, PAGE);
    segment(file, 2, TABLE, ENTRIES * ENTRY, WORD);
    // Without a word about the stack the loader would make it executable.
    segment(file, 0x6474E551, 0, 0, WORD);
    entry(file, 14, 1);
    entry(file, 5, STRINGS);
    entry(file, 10, strings);
    entry(file, 6, SYMBOLS);
    entry(file, 11, SYMBOL);
    entry(file, 0, 0);
    file.position(STRINGS + 1).put(text);
    return file.array();
  }

  /** A shared object (3) of 64-bit little-endian code for x86-64 (62), without sections. */
  private static void header(ByteBuffer file) {
    file.put(new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    file.putShort((short) 3).putShort((short) 62).putInt(1);
    file.putLong(0).putLong(HEADER).putLong(0).putInt(0);
    file.putShort((short) HEADER).putShort((short) PROGRAM_HEADER);
    file.putShort((short) PROGRAM_HEADERS).putShort((short) 64).putShort((short) 0);
    file.putShort((short) 0);
  }

  private static void segment(ByteBuffer file, int type, long offset, long size, long alignment) {
    file.putInt(type).putInt(READ_WRITE).putLong(offset).putLong(offset).putLong(offset);
    file.putLong(size).putLong(size).putLong(alignment);
  }

  private static void entry(ByteBuffer file, long tag, long value) {
    file.putLong(tag).putLong(value);
  }
}
