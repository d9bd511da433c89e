// What the fake driver shares with the fake NVML: one scripted device.
//
// SCRIPT names a file of "key value" lines that a test may rewrite at any time; it is read again
// whenever a figure is wanted, so that a test can play a recorded memory curve.
#pragma once
#include <cstdint>
#include <cstdio>
#include <cstring>

#ifndef SCRIPT
#error "SCRIPT: missing (expected: -DSCRIPT=\"/path/of/script\")"
#endif

extern "C" uint64_t fake_allocated();

static const unsigned char FAKE_UUID[16] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef,
                                            0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};
static const char FAKE_UUID_TEXT[] = "GPU-01234567-89ab-cdef-0123-456789abcdef";
static const char FAKE_INSTANCE_TEXT[] = "MIG-01234567-89ab-cdef-0123-456789abcdef";

/** A scripted figure, or `otherwise`. */
static inline int64_t scripted(const char* key, int64_t otherwise) {
  FILE* file = fopen(SCRIPT, "r");
  if (!file) return otherwise;
  char name[64];
  long long value;
  int64_t found = otherwise;
  while (fscanf(file, "%63s %lld", name, &value) == 2)
    if (strcmp(name, key) == 0) found = value;
  fclose(file);
  return found;
}

/** Memory that is nobody's yet: total, less what the script says others use, less ours. */
static inline int64_t fake_free() {
  int64_t free = scripted("total", 0) - scripted("others", 0) - (int64_t)fake_allocated();
  return free > 0 ? free : 0;
}
