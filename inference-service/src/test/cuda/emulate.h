// Just enough of CUDA C++ to compile kernels for the processor, where each runs as a loop over its
// threads. Only for kernels whose threads neither wait for each other nor share memory.
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <utility>

#define __device__
#define __global__
#define __forceinline__ inline

struct Index { unsigned x, y, z; };
static thread_local Index blockIdx, blockDim, threadIdx;

using std::isinf;
using std::isnan;

static inline int atomicAdd(int* address, int value) {
  return __atomic_fetch_add(address, value, __ATOMIC_RELAXED);
}

static inline int atomicMin(int* address, int value) {
  int old = *address;
  if (value < old) *address = value;
  return old;
}

static inline int atomicMax(int* address, int value) {
  int old = *address;
  if (value > old) *address = value;
  return old;
}

static inline int atomicCAS(int* address, int expected, int value) {
  int old = *address;
  if (old == expected) *address = value;
  return old;
}

static inline int __float_as_int(float value) {
  int bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static inline float __int_as_float(int bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/** Calls a kernel with arguments given as the driver gets them: an array of addresses. */
template <typename... A, size_t... I>
static void call(void (*kernel)(A...), void** arguments, std::index_sequence<I...>) {
  kernel(*(typename std::decay<A>::type*)arguments[I]...);
}

template <typename... A>
static void each(void (*kernel)(A...), unsigned grid, unsigned block, void** arguments) {
  blockDim = {block, 1, 1};
  for (blockIdx = {0, 0, 0}; blockIdx.x < grid; blockIdx.x++)
    for (threadIdx = {0, 0, 0}; threadIdx.x < block; threadIdx.x++)
      call(kernel, arguments, std::index_sequence_for<A...>());
}

typedef void (*Runner)(unsigned grid, unsigned block, void** arguments);
#define KERNEL(name) \
  {#name, [](unsigned grid, unsigned block, void** a) { each(name, grid, block, a); }}
