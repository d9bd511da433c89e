package io.orfeas.inference.gpu.cuda;

import static org.bytedeco.cuda.global.cudart.CUDA_ERROR_OUT_OF_MEMORY;
import static org.bytedeco.cuda.global.cudart.CUDA_SUCCESS;
import static org.bytedeco.cuda.global.cudart.CU_CTX_SCHED_YIELD;
import static org.bytedeco.cuda.global.cudart.CU_MEMPOOL_ATTR_RELEASE_THRESHOLD;
import static org.bytedeco.cuda.global.cudart.CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT;
import static org.bytedeco.cuda.global.cudart.CU_MEMPOOL_ATTR_USED_MEM_CURRENT;
import static org.bytedeco.cuda.global.cudart.cuCtxSetCurrent;
import static org.bytedeco.cuda.global.cudart.cuDeviceGet;
import static org.bytedeco.cuda.global.cudart.cuDeviceGetCount;
import static org.bytedeco.cuda.global.cudart.cuDeviceGetDefaultMemPool;
import static org.bytedeco.cuda.global.cudart.cuDeviceGetName;
import static org.bytedeco.cuda.global.cudart.cuDeviceGetUuid;
import static org.bytedeco.cuda.global.cudart.cuDevicePrimaryCtxRelease;
import static org.bytedeco.cuda.global.cudart.cuDevicePrimaryCtxRetain;
import static org.bytedeco.cuda.global.cudart.cuDevicePrimaryCtxSetFlags;
import static org.bytedeco.cuda.global.cudart.cuDeviceTotalMem;
import static org.bytedeco.cuda.global.cudart.cuGetErrorName;
import static org.bytedeco.cuda.global.cudart.cuInit;
import static org.bytedeco.cuda.global.cudart.cuMemGetInfo;
import static org.bytedeco.cuda.global.cudart.cuMemPoolGetAttribute;
import static org.bytedeco.cuda.global.cudart.cuMemPoolSetAttribute;
import static org.bytedeco.cuda.global.cudart.cuMemPoolTrimTo;

import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bytedeco.cuda.cudart.CUctx_st;
import org.bytedeco.cuda.cudart.CUmemPoolHandle_st;
import org.bytedeco.cuda.cudart.CUuuid;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * The primary context of one device. It belongs to the process, and other libraries in it share it;
 * this holds one reference until closed.
 */
final class CudaContext implements AutoCloseable {
  private static final int NAME = 128;

  /** The most that stays with the process between pieces of work, and its share of the device. */
  private static final long MOST_KEPT = 2L << 30;

  private static final int KEPT_SHARE = 16;

  private final int device;
  private final CUctx_st context;
  private final CUmemPoolHandle_st pool;
  private final String name;
  private final String uuid;
  private final long totalBytes;

  private CudaContext(int device, CUctx_st context) {
    this.device = device;
    this.context = context;
    pool = new CUmemPoolHandle_st();
    check(cuDeviceGetDefaultMemPool(pool, device), "cuDeviceGetDefaultMemPool");
    name = readName(device);
    uuid = readUuid(device);
    totalBytes = readTotal(device);
    keep(Math.min(MOST_KEPT, totalBytes / KEPT_SHARE));
  }

  /**
   * Opens the first device.
   *
   * @throws CudaException when the driver refuses, or has none
   * @throws LinkageError when the driver's library is missing
   */
  static CudaContext open() {
    check(cuInit(0), "cuInit");
    int[] count = {0};
    check(cuDeviceGetCount(count), "cuDeviceGetCount");
    if (count[0] == 0) {
      throw new CudaException("devices: 0 (expected: at least 1)");
    }
    int[] device = {0};
    check(cuDeviceGet(device, 0), "cuDeviceGet");
    // A thread that waits for the device lets others compute, which by default it would not.
    check(cuDevicePrimaryCtxSetFlags(device[0], CU_CTX_SCHED_YIELD), "cuDevicePrimaryCtxSetFlags");
    CUctx_st context = new CUctx_st();
    check(cuDevicePrimaryCtxRetain(context, device[0]), "cuDevicePrimaryCtxRetain");
    try {
      return new CudaContext(device[0], context);
    } catch (CudaException | DeviceOutOfMemoryException refusal) {
      cuDevicePrimaryCtxRelease(device[0]);
      throw refusal;
    }
  }

  String name() {
    return name;
  }

  /** {@code GPU-} and the groups of a UUID; NVML puts {@code MIG-} before that of an instance. */
  String uuid() {
    return uuid;
  }

  long totalBytes() {
    return totalBytes;
  }

  /** Every device that the driver lets this process use, each as {@link #uuid()}. */
  static List<String> visible() {
    int[] count = {0};
    check(cuDeviceGetCount(count), "cuDeviceGetCount");
    int[] device = {0};
    List<String> uuids = new ArrayList<>();
    for (int i = 0; i < count[0]; i++) {
      check(cuDeviceGet(device, i), "cuDeviceGet");
      uuids.add(readUuid(device[0]));
    }
    return uuids;
  }

  CUctx_st handle() {
    return context;
  }

  /** Makes this the context of the calling thread; before anything else that thread does here. */
  void enter() {
    check(cuCtxSetCurrent(context), "cuCtxSetCurrent");
  }

  /** Bytes free for this process: nobody's, and those it has kept since earlier work. */
  long freeBytes() {
    enter();
    long kept =
        pooled(CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT) - pooled(CU_MEMPOOL_ATTR_USED_MEM_CURRENT);
    try (SizeTPointer free = new SizeTPointer(1);
        SizeTPointer total = new SizeTPointer(1)) {
      check(cuMemGetInfo(free, total), "cuMemGetInfo");
      return free.get() + Math.max(0, kept);
    }
  }

  private long pooled(int attribute) {
    try (LongPointer value = new LongPointer(1)) {
      check(cuMemPoolGetAttribute(pool, attribute, value), "cuMemPoolGetAttribute");
      return value.get();
    }
  }

  /**
   * Lets the driver keep freed memory for later work. Of itself it keeps none: each piece of work
   * would have all of its memory mapped anew, under locks that stop the work of other threads.
   */
  private void keep(long bytes) {
    try (LongPointer most = new LongPointer(new long[] {bytes})) {
      check(
          cuMemPoolSetAttribute(pool, CU_MEMPOOL_ATTR_RELEASE_THRESHOLD, most),
          "cuMemPoolSetAttribute");
    }
  }

  /** Gives the driver back what was kept for later work. */
  void freeCaches() {
    enter();
    check(cuMemPoolTrimTo(pool, 0), "cuMemPoolTrimTo");
  }

  /**
   * The one place where statuses become exceptions.
   *
   * @throws DeviceOutOfMemoryException when memory ran out, which also streams, events and kernels
   *     that are loaded late take
   */
  static void check(int status, String call) {
    if (status == CUDA_ERROR_OUT_OF_MEMORY) {
      throw new DeviceOutOfMemoryException(call);
    }
    if (status != CUDA_SUCCESS) {
      throw new CudaException("%s: %s (expected: success)".formatted(call, errorName(status)));
    }
  }

  /** The same for calls that are told how much to allocate. */
  void checkAllocation(int status, String call, long wantedBytes) {
    if (status == CUDA_ERROR_OUT_OF_MEMORY) {
      throw new DeviceOutOfMemoryException(wantedBytes, freeBytes());
    }
    check(status, call);
  }

  @Override
  public void close() {
    cuMemPoolTrimTo(pool, 0);
    cuDevicePrimaryCtxRelease(device);
  }

  private static String errorName(int status) {
    try (PointerPointer<BytePointer> text = new PointerPointer<>(1)) {
      return cuGetErrorName(status, text) == CUDA_SUCCESS
          ? text.get(BytePointer.class, 0).getString()
          : "status " + status;
    }
  }

  private static String readName(int device) {
    byte[] buffer = new byte[NAME];
    check(cuDeviceGetName(buffer, NAME, device), "cuDeviceGetName");
    return new String(buffer, StandardCharsets.UTF_8).split("\0", 2)[0];
  }

  private static String readUuid(int device) {
    try (CUuuid id = new CUuuid()) {
      check(cuDeviceGetUuid(id, device), "cuDeviceGetUuid");
      byte[] bytes = new byte[16];
      id.bytes().get(bytes);
      String hex = HexFormat.of().formatHex(bytes);
      return "GPU-%s-%s-%s-%s-%s"
          .formatted(
              hex.substring(0, 8),
              hex.substring(8, 12),
              hex.substring(12, 16),
              hex.substring(16, 20),
              hex.substring(20));
    }
  }

  private static long readTotal(int device) {
    try (SizeTPointer bytes = new SizeTPointer(1)) {
      check(cuDeviceTotalMem(bytes, device), "cuDeviceTotalMem");
      return bytes.get();
    }
  }
}
