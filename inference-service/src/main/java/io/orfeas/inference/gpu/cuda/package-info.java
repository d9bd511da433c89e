/**
 * CUDA through Bytedeco: NVML for facts, the driver API for work. The only package that touches
 * native memory of a device; everything in it fails with a {@link
 * io.orfeas.inference.gpu.cuda.CudaException} or a {@link
 * io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException}.
 */
@NullMarked
package io.orfeas.inference.gpu.cuda;

import org.jspecify.annotations.NullMarked;
