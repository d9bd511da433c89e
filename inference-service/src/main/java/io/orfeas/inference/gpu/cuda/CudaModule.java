package io.orfeas.inference.gpu.cuda;

import static org.bytedeco.cuda.global.cudart.cuLaunchKernel;
import static org.bytedeco.cuda.global.cudart.cuModuleGetFunction;
import static org.bytedeco.cuda.global.cudart.cuModuleLoadData;
import static org.bytedeco.cuda.global.cudart.cuModuleUnload;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** The kernels of {@code orfeas.cu}, made into machine code by the driver when this is opened. */
final class CudaModule implements AutoCloseable {
  private static final int THREADS = 256;

  /** Fewer items than this have much to do each, and are spread over all multiprocessors. */
  private static final int FEW = 1 << 13;

  private static final int WARP = 32;

  private final CUmod_st module = new CUmod_st();
  private final Map<String, CUfunc_st> functions = new ConcurrentHashMap<>();

  CudaModule() {
    try (BytePointer ptx = new BytePointer(ptx() + "\0", StandardCharsets.US_ASCII)) {
      CudaContext.check(cuModuleLoadData(module, ptx), "cuModuleLoadData");
    }
  }

  /**
   * Starts a kernel, one thread for each item, after the stream's work so far.
   *
   * @param arguments the address of each, as the kernel declares them
   */
  void launch(CUstream_st stream, String kernel, int items, PointerPointer<Pointer> arguments) {
    if (items == 0) {
      return;
    }
    int threads = items < FEW ? WARP : THREADS;
    int status =
        cuLaunchKernel(
            function(kernel),
            (items + threads - 1) / threads,
            1,
            1,
            threads,
            1,
            1,
            0,
            stream,
            arguments,
            null);
    CudaContext.check(status, kernel);
  }

  private CUfunc_st function(String kernel) {
    return functions.computeIfAbsent(
        kernel,
        name -> {
          CUfunc_st function = new CUfunc_st();
          CudaContext.check(cuModuleGetFunction(function, module, name), name);
          return function;
        });
  }

  private static String ptx() {
    try (InputStream in = CudaModule.class.getResourceAsStream("orfeas.ptx")) {
      return new String(
          Objects.requireNonNull(in, "orfeas.ptx").readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    cuModuleUnload(module);
  }
}
