// A libnvidia-ml.so.1 for machines without one: the functions that Orfeas calls, answered from the
// script. Structures and codes as in NVIDIA's public NVML API reference.
#include "fake_state.h"
#include <unistd.h>

typedef void* Device;
struct MemoryV2 { unsigned version; unsigned long long total, reserved, free, used; };
struct Utilization { unsigned gpu, memory; };
struct Process { unsigned pid; unsigned long long used; unsigned instance, compute; };
struct Event { Device device; unsigned long long type, data; unsigned instance, compute; };

enum { SUCCESS = 0, NOT_SUPPORTED = 3, TIMEOUT = 10 };
static int64_t xids_told = 0;

static int text(const char* value, char* out, unsigned length) {
  snprintf(out, length, "%s", value);
  return SUCCESS;
}

/** GPUs of the machine, the one in use first, whether or not the driver lets this process use them. */
static unsigned cards() { return (unsigned)scripted("cards", 1); }

/** A figure that the device reports only where the script has it. */
template <typename T>
static int optional(const char* key, T* out) {
  int64_t value = scripted(key, -1);
  if (value < 0) return NOT_SUPPORTED;
  *out = (T)value;
  return SUCCESS;
}

extern "C" {
int nvmlInit_v2() { return (int)scripted("nvml_init", SUCCESS); }
int nvmlShutdown() { return SUCCESS; }
const char* nvmlErrorString(int code) { return code == 9 ? "Driver Not Loaded" : "Not Supported"; }
int nvmlSystemGetDriverVersion(char* out, unsigned length) {
  char version[32];
  snprintf(version, sizeof version, "%lld.95.05", (long long)scripted("driver", 580));
  return text(version, out, length);
}
int nvmlDeviceGetCount_v2(unsigned* count) { *count = cards() + scripted("lost", 0); return SUCCESS; }
int nvmlDeviceGetHandleByIndex_v2(unsigned index, Device* device) {
  if (index >= cards()) return 15;
  *device = (Device)(uintptr_t)(index + 1);
  return SUCCESS;
}
int nvmlDeviceGetName(Device, char* out, unsigned length) { return text("Fake GPU", out, length); }
int nvmlDeviceGetUUID(Device device, char* out, unsigned length) {
  if ((uintptr_t)device == 1) return text(FAKE_UUID_TEXT, out, length);
  if ((uintptr_t)device < 100) {
    if (scripted("neighbour_uuid", SUCCESS)) return NOT_SUPPORTED;
    char other[64];
    snprintf(other, sizeof other, "%.*s%02d", (int)strlen(FAKE_UUID_TEXT) - 2, FAKE_UUID_TEXT,
             (int)(uintptr_t)device - 1);
    return text(other, out, length);
  }
  char uuid[32];
  snprintf(uuid, sizeof uuid, "MIG-%d", (int)(uintptr_t)device);
  // The driver computes on the last of them.
  bool ours = (int64_t)(uintptr_t)device == 99 + scripted("instances", 0);
  return text(ours ? FAKE_INSTANCE_TEXT : uuid, out, length);
}
int nvmlDeviceGetMemoryInfo_v2(Device device, MemoryV2* memory) {
  const char* fault = (uintptr_t)device == 1 ? "nvml_memory" : "neighbour_memory";
  if (scripted(fault, SUCCESS)) return (int)scripted(fault, SUCCESS);
  if (memory->version != (sizeof(MemoryV2) | (2u << 24))) return NOT_SUPPORTED;
  memory->total = scripted("total", 0);
  memory->free = fake_free();
  memory->reserved = scripted("reserved", 0);
  memory->used = memory->total - memory->free;
  return SUCCESS;
}
int nvmlDeviceGetUtilizationRates(Device, Utilization* out) {
  return optional("utilization", &out->gpu);
}
int nvmlDeviceGetTemperature(Device, int, unsigned* out) { return optional("celsius", out); }
int nvmlDeviceGetPowerUsage(Device, unsigned* out) { return optional("milliwatts", out); }
int nvmlDeviceGetTotalEnergyConsumption(Device, unsigned long long* out) {
  return optional("millijoules", out);
}
int nvmlDeviceGetTotalEccErrors(Device, int, int, unsigned long long* out) {
  return optional("ecc", out);
}
int nvmlDeviceGetComputeRunningProcesses_v3(Device, unsigned* count, Process* out) {
  out[0] = {1, 12345, 0, 0};
  out[1] = {(unsigned)(scripted("foreign", 0) ? 1 : getpid()), fake_allocated(), 0, 0};
  *count = 2;
  return SUCCESS;
}
int nvmlDeviceGetMigMode(Device, unsigned* current, unsigned* pending) {
  *current = *pending = scripted("instances", 0) > 0;
  return SUCCESS;
}
int nvmlDeviceGetMaxMigDeviceCount(Device, unsigned* count) { *count = 7; return SUCCESS; }
int nvmlDeviceGetMigDeviceHandleByIndex(Device, unsigned index, Device* instance) {
  if ((int64_t)index >= scripted("instances", 0)) return 6;
  *instance = (Device)(uintptr_t)(100 + index);
  return SUCCESS;
}
int nvmlEventSetCreate(void** set) {
  *set = scripted("events", 1) ? (void*)1 : nullptr;
  return *set ? SUCCESS : NOT_SUPPORTED;
}
int nvmlEventSetFree(void*) { return SUCCESS; }
int nvmlDeviceRegisterEvents(Device, unsigned long long, void*) { return SUCCESS; }
int nvmlEventSetWait_v2(void*, Event* event, unsigned) {
  if (xids_told >= scripted("xids", 0)) return TIMEOUT;
  xids_told++;
  *event = {(Device)1, 8, 79, 0, 0};
  return SUCCESS;
}
}
