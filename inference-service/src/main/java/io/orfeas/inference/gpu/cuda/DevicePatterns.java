package io.orfeas.inference.gpu.cuda;

import io.orfeas.inference.gpu.BulkKernels.Patterns;

/**
 * The table of marching cubes on the device.
 *
 * @param width bytes per pattern
 */
record DevicePatterns(int width, DeviceArray bytes) {
  static DevicePatterns of(CudaWork work, Patterns patterns) {
    return new DevicePatterns(patterns.width(), work.upload(patterns.bytes()));
  }
}
