package io.orfeas.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.CodedOutputStream;
import io.orfeas.inference.gpu.DeviceFailureException;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrtFailuresTest {
  private static final int INT64 = 7;
  private static final int FLOAT = 1;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bfc_arena.cc:376 Failed to allocate memory for requested buffer of size 4294967296",
        "Available memory of 10 is smaller than requested bytes of 11",
        "CUDA failure 2: out of memory ; GPU=0",
        "CUDA_ERROR_OUT_OF_MEMORY",
        "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0",
        "CUDNN failure 4: CUDNN_STATUS_ALLOC_FAILED ; GPU=0",
        "CUDNN failure 4003: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED",
        "Non-zero status code returned while running Conv node. std::bad_alloc"
      })
  void failure_ofMemory_isKnownOnBoth(String message) {
    OrtException failure = new OrtException(message);

    assertThat(OrtFailures.onDevice(failure, "it")).isInstanceOf(DeviceOutOfMemoryException.class);
    assertThat(OrtFailures.onProcessor(failure)).isInstanceOf(DeviceOutOfMemoryException.class);
  }

  @Test
  void failure_another_isTheDevicesOnTheDeviceOnly() {
    OrtException failure = new OrtException("CUDA failure 700: an illegal memory access");

    assertThat(OrtFailures.onDevice(failure, "it"))
        .isInstanceOf(DeviceFailureException.class)
        .hasMessageContaining("CUDA failure 700");
    assertThat(OrtFailures.onProcessor(failure))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model: CUDA failure 700: an illegal memory access");
  }

  @Test
  void onProcessor_modelThatAsksForMoreThanThereIs_isMemory() throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(zeros());
        OnnxTensor side = OnnxTensor.createTensor(environment, new long[] {1L << 44})) {
      OrtException failure =
          catchThrowableOfType(OrtException.class, () -> session.run(Map.of("shape", side)));

      assertThat(OrtFailures.onProcessor(failure))
          .as("%s", failure)
          .isInstanceOf(DeviceOutOfMemoryException.class);
    }
  }

  /** An ONNX model of one node: zeros of whatever shape is asked for. */
  private static byte[] zeros() throws IOException {
    byte[] node = message(text(1, "shape"), text(2, "zeros"), text(4, "ConstantOfShape"));
    byte[] graph =
        message(
            bytes(1, node),
            text(2, "zeros"),
            bytes(11, value("shape", INT64)),
            bytes(12, value("zeros", FLOAT)));
    return message(number(1, 8), bytes(7, graph), bytes(8, message(number(2, 17))));
  }

  private static byte[] value(String name, int type) throws IOException {
    byte[] dimensions = bytes(2, message(bytes(1, message(text(2, "n")))));
    byte[] tensor = bytes(1, message(number(1, type), dimensions));
    return message(text(1, name), bytes(2, tensor));
  }

  private static byte[] text(int field, String value) throws IOException {
    return written(out -> out.writeString(field, value));
  }

  private static byte[] number(int field, long value) throws IOException {
    return written(out -> out.writeInt64(field, value));
  }

  private static byte[] bytes(int field, byte[] value) throws IOException {
    return written(out -> out.writeByteArray(field, value));
  }

  private static byte[] message(byte[]... fields) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] field : fields) {
      all.write(field);
    }
    return all.toByteArray();
  }

  private static byte[] written(Field field) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    field.write(out);
    out.flush();
    return bytes.toByteArray();
  }

  @FunctionalInterface
  private interface Field {
    void write(CodedOutputStream out) throws IOException;
  }
}
