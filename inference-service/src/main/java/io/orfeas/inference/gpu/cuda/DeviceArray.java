package io.orfeas.inference.gpu.cuda;

/**
 * A piece of device memory, owned by its {@link CudaWork}.
 *
 * @param address on the device
 * @param bytes its size
 */
record DeviceArray(long address, long bytes) {}
