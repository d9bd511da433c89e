package io.orfeas.cache.local;

/**
 * Where a record stands in the journal.
 *
 * @param generation which file; rises with each compaction
 * @param position where the record starts in it, in bytes
 * @param length of the record with its frame, in bytes
 * @param number counts records since start; what waiting for durability goes by
 */
record Place(int generation, long position, int length, long number) {}
