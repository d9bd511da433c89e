// A libcuda.so.1 for machines without one: the driver calls that Orfeas makes, on host memory, with
// the kernels compiled for the processor. What is allocated counts against the script's "total", so
// that memory runs out as it does on a card; "fail_after" lets the next so many allocations succeed
// and the one after them fail, "launch" makes kernels fail, and "pinned 0" page-locked memory. With
// "noted 1" calls are written to the file beside the script. "backward 1" and "threads" say how kernels run.
#include "fake_state.h"
#include "emulate.h"
#include "orfeas.cu"
#include <cstdlib>
#include <mutex>

enum { SUCCESS = 0, INVALID = 1, OUT_OF_MEMORY = 2, NOT_FOUND = 500 };
static std::mutex guard;
static std::map<uint64_t, size_t> blocks;
static uint64_t allocated = 0;
static uint64_t kept = 0;       // freed, and still with the pool
static uint64_t most_kept = 0;
static int64_t fault = -1;      // the script's, when it was last looked at
static int64_t until_fault = -1;
static std::string ptx;

static const std::map<std::string, Runner> KERNELS = {
    KERNEL(nearest_in_columns),
    KERNEL(column_cost),
    KERNEL(nearest_in_rows),
    KERNEL(nearest_site),
    KERNEL(outline_edges),
    KERNEL(outline_distance),
    KERNEL(balls_height),
    KERNEL(inside_links),
    KERNEL(inside_step),
    KERNEL(depth_continue),
    KERNEL(shell_build),
    KERNEL(scan_chunks),
    KERNEL(scan_sums),
    KERNEL(scan_spread),
    KERNEL(lattice_sample),
    KERNEL(surface_count),
    KERNEL(surface_place),
    KERNEL(surface_triangles),
    KERNEL(corners_count),
    KERNEL(corners_fill),
    KERNEL(corners_sort),
    KERNEL(smooth_step),
    KERNEL(box_begin),
    KERNEL(box_around),
    KERNEL(flat_count),
    KERNEL(frame_begin),
    KERNEL(frame_place),
    KERNEL(frame_aim),
    KERNEL(frame_fit),
    KERNEL(vertex_normals),
    KERNEL(texture_halve),
    KERNEL(texture_top),
    KERNEL(texture_enlarge),
    KERNEL(chart_coverage),
    KERNEL(chart_rim_rows),
    KERNEL(chart_rim),
    KERNEL(back_cover),
    KERNEL(back_rim),
    KERNEL(back_squeeze),
    KERNEL(back_mix),
    KERNEL(atlas_front),
    KERNEL(atlas_back),
    KERNEL(detail_luma),
    KERNEL(detail_relief),
    KERNEL(detail_normals),
};

/** Whether the script wants this allocation to fail; a new script begins to count anew. */
static bool injected() {
  int64_t after = scripted("fail_after", -1) | scripted("fault", 0) << 32;
  if (after != fault) {
    fault = after;
    until_fault = scripted("fail_after", -1);
  }
  return until_fault >= 0 && until_fault-- == 0;
}

/** Writes down what was asked of which stream, where the script wants to know. */
static void note(const std::string& call, void* stream) {
  if (!scripted("noted", 0)) return;
  std::lock_guard<std::mutex> hold(guard);
  FILE* file = fopen(SCRIPT ".calls", "a");
  fprintf(file, "%s %p\n", call.c_str(), stream);
  fclose(file);
}

/** Frees a block, which the pool keeps as far as it may hold that much. */
static int forget(uint64_t address, uint64_t most) {
  auto block = blocks.find(address);
  if (block == blocks.end()) return INVALID;
  allocated -= block->second;
  if (kept < most) kept = most - kept < block->second ? most : kept + block->second;
  blocks.erase(block);
  free((void*)(uintptr_t)address);
  return SUCCESS;
}

extern "C" {
uint64_t fake_allocated() { return allocated + kept; }

int cuInit(unsigned) { return (int)scripted("init", SUCCESS); }
int cuGetErrorName(int code, const char** name) {
  *name = code == OUT_OF_MEMORY ? "CUDA_ERROR_OUT_OF_MEMORY"
        : code == 100 ? "CUDA_ERROR_NO_DEVICE"
        : code == 719 ? "CUDA_ERROR_LAUNCH_FAILED"
                      : "CUDA_ERROR_INVALID_VALUE";
  return SUCCESS;
}
int cuDeviceGetCount(int* count) { *count = (int)scripted("devices", 1); return SUCCESS; }
int cuDeviceGet(int* device, int index) { *device = index; return SUCCESS; }
int cuDeviceGetName(char* name, int length, int) {
  snprintf(name, length, "Fake GPU");
  return SUCCESS;
}
int cuDeviceGetUuid_v2(unsigned char* uuid, int device) {
  memcpy(uuid, FAKE_UUID, 16);
  if (device > 0) uuid[15] = (unsigned char)device;
  return SUCCESS;
}
int cuDeviceTotalMem_v2(size_t* bytes, int) { *bytes = scripted("total", 0); return SUCCESS; }
int cuDeviceGetDefaultMemPool(void** pool, int) { *pool = (void*)1; return SUCCESS; }
int cuMemPoolTrimTo(void*, size_t) {
  std::lock_guard<std::mutex> hold(guard);
  kept = 0;
  return SUCCESS;
}
int cuMemPoolSetAttribute(void*, int attribute, void* value) {
  if (attribute != 4) return INVALID;
  most_kept = *(uint64_t*)value;
  return SUCCESS;
}
int cuMemPoolGetAttribute(void*, int attribute, void* value) {
  std::lock_guard<std::mutex> hold(guard);
  if (attribute != 5 && attribute != 7) return INVALID;
  *(uint64_t*)value = attribute == 5 ? allocated + kept : allocated;
  return SUCCESS;
}
int cuDevicePrimaryCtxSetFlags_v2(int, unsigned flags) { return flags == 2 ? SUCCESS : INVALID; }
int cuDevicePrimaryCtxRetain(void** context, int) {
  *context = (void*)1;
  return (int)scripted("context", SUCCESS);
}
int cuDevicePrimaryCtxRelease_v2(int) { return SUCCESS; }
int cuCtxSetCurrent(void*) { return SUCCESS; }
int cuMemGetInfo_v2(size_t* free, size_t* total) {
  if (scripted("meminfo", SUCCESS)) return (int)scripted("meminfo", SUCCESS);
  *free = fake_free();
  *total = scripted("total", 0);
  return SUCCESS;
}

int cuStreamCreate(void** stream, unsigned) {
  *stream = malloc(1);
  return (int)scripted("stream", SUCCESS);
}
int cuStreamDestroy_v2(void* stream) { free(stream); return SUCCESS; }
int cuStreamSynchronize(void*) { return SUCCESS; }
int cuStreamWaitEvent(void* stream, void*, unsigned) { note("wait", stream); return SUCCESS; }
int cuEventCreate(void** event, unsigned) {
  *event = malloc(1);
  return (int)scripted("event", SUCCESS);
}
int cuEventDestroy_v2(void* event) { free(event); return SUCCESS; }
int cuEventRecord(void*, void* stream) { note("record", stream); return SUCCESS; }
int cuEventSynchronize(void*) { return SUCCESS; }

int cuModuleLoadData(void** module, const void* image) {
  ptx = (const char*)image;
  *module = (void*)1;
  return ptx.find(".target sm_75") == std::string::npos ? INVALID : SUCCESS;
}
int cuModuleUnload(void*) { return SUCCESS; }
int cuModuleGetFunction(void** function, void*, const char* name) {
  auto kernel = KERNELS.find(name);
  bool compiled = ptx.find(".entry " + std::string(name) + "(") != std::string::npos;
  if (kernel == KERNELS.end() || !compiled) return NOT_FOUND;
  *function = (void*)kernel->second;
  return SUCCESS;
}
int cuLaunchKernel(void* function, unsigned gx, unsigned, unsigned, unsigned bx, unsigned, unsigned,
                   unsigned, void* stream, void** arguments, void**) {
  int fault = (int)scripted("launch", SUCCESS);
  if (fault) return fault;
  for (auto& kernel : KERNELS)
    if ((void*)kernel.second == function) note("launch " + kernel.first, stream);
  ((Runner)function)(gx, bx, arguments);
  return SUCCESS;
}

int cuMemAllocAsync(uint64_t* address, size_t bytes, void*) {
  std::lock_guard<std::mutex> hold(guard);
  if (bytes == 0) return INVALID;
  if ((int64_t)bytes > fake_free() + (int64_t)kept || injected()) return OUT_OF_MEMORY;
  kept -= bytes < kept ? bytes : kept;
  *address = (uint64_t)(uintptr_t)malloc(bytes);
  memset((void*)*address, 0xA5, bytes);  // nobody may count on zeros
  blocks[*address] = bytes;
  allocated += bytes;
  return SUCCESS;
}
int cuMemFreeAsync(uint64_t address, void*) {
  std::lock_guard<std::mutex> hold(guard);
  return forget(address, most_kept);
}
/** Plain memory is taken and never touched, so that taking all of it costs the host none. */
int cuMemAlloc_v2(uint64_t* address, size_t bytes) {
  std::lock_guard<std::mutex> hold(guard);
  if ((int64_t)bytes > fake_free()) return OUT_OF_MEMORY;
  *address = (uint64_t)(uintptr_t)malloc(bytes);
  blocks[*address] = bytes;
  allocated += bytes;
  return SUCCESS;
}
int cuMemFree_v2(uint64_t address) {
  std::lock_guard<std::mutex> hold(guard);
  return forget(address, kept);
}
int cuMemHostAlloc(void** address, size_t bytes, unsigned) {
  note("pin", nullptr);
  if (scripted("pinned", 1) == 0) return OUT_OF_MEMORY;
  *address = malloc(bytes);
  return *address ? SUCCESS : OUT_OF_MEMORY;
}
int cuMemFreeHost(void* address) { free(address); return SUCCESS; }
int cuMemcpyHtoDAsync_v2(uint64_t to, const void* from, size_t bytes, void* stream) {
  note("up", stream);
  memcpy((void*)(uintptr_t)to, from, bytes);
  return SUCCESS;
}
int cuMemcpyDtoHAsync_v2(void* to, uint64_t from, size_t bytes, void* stream) {
  note("down", stream);
  memcpy(to, (const void*)(uintptr_t)from, bytes);
  return SUCCESS;
}
int cuMemcpyDtoDAsync_v2(uint64_t to, uint64_t from, size_t bytes, void*) {
  memmove((void*)(uintptr_t)to, (const void*)(uintptr_t)from, bytes);
  return SUCCESS;
}
int cuMemsetD8Async(uint64_t to, unsigned char value, size_t count, void*) {
  memset((void*)(uintptr_t)to, value, count);
  return SUCCESS;
}
int cuMemsetD32Async(uint64_t to, unsigned value, size_t count, void*) {
  for (size_t i = 0; i < count; i++) ((unsigned*)(uintptr_t)to)[i] = value;
  return SUCCESS;
}
}
