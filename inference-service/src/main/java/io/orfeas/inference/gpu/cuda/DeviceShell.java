package io.orfeas.inference.gpu.cuda;

import io.orfeas.inference.gpu.BulkKernels.Shell;

/**
 * A depth shell on the device, for every lattice over it.
 *
 * @param side pixels per row and column
 */
record DeviceShell(int side, DeviceArray outline, DeviceArray front, DeviceArray back) {
  static DeviceShell of(CudaWork work, Shell shell) {
    return new DeviceShell(
        shell.side(),
        work.upload(shell.outline()),
        work.upload(shell.front()),
        work.upload(shell.back()));
  }
}
