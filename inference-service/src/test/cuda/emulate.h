// Just enough of CUDA C++ to compile kernels for the processor, where each runs as a loop over its
// threads: forward, backward, or some on each of several processors at once. Only for kernels whose threads neither wait for each other nor share memory.
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

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
  int old = __atomic_load_n(address, __ATOMIC_RELAXED);
  while (value < old)
    if (__atomic_compare_exchange_n(address, &old, value, false, __ATOMIC_RELAXED,
                                    __ATOMIC_RELAXED))
      break;
  return old;
}

static inline int atomicMax(int* address, int value) {
  int old = __atomic_load_n(address, __ATOMIC_RELAXED);
  while (value > old)
    if (__atomic_compare_exchange_n(address, &old, value, false, __ATOMIC_RELAXED,
                                    __ATOMIC_RELAXED))
      break;
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

/** Runs some of a kernel's blocks: from the first, in steps, to the last. */
template <typename... A>
static void run_blocks(void (*kernel)(A...), long first, long step, long count, unsigned block,
                   void** arguments) {
  blockDim = {block, 1, 1};
  for (long i = 0; i < count; i++) {
    blockIdx = {(unsigned)(first + i * step), 0, 0};
    for (unsigned t = 0; t < block; t++) {
      threadIdx = {step < 0 ? block - 1 - t : t, 0, 0};
      call(kernel, arguments, std::index_sequence_for<A...>());
    }
  }
}

/** Runs all of a kernel's threads, in the order that the script wants, or on several processors. */
template <typename... A>
static void each(void (*kernel)(A...), unsigned grid, unsigned block, void** arguments) {
  const long threads = scripted("threads", 1);
  if (scripted("backward", 0)) {
    run_blocks(kernel, (long)grid - 1, -1, grid, block, arguments);
  } else if (threads == 1) {
    run_blocks(kernel, 0, 1, grid, block, arguments);
  } else {
    std::vector<std::thread> running;
    for (long t = 0; t < threads && t < grid; t++)
      running.emplace_back([=] {
        run_blocks(kernel, t, threads, (grid - t + threads - 1) / threads, block, arguments);
      });
    for (std::thread& thread : running) thread.join();
  }
}

typedef void (*Runner)(unsigned grid, unsigned block, void** arguments);
#define KERNEL(name) \
  {#name, [](unsigned grid, unsigned block, void** a) { each(name, grid, block, a); }}
