package io.orfeas.telemetry.store;

class MemoryTelemetryStoreTest extends TelemetryStoreContract {
  @Override
  TelemetryStore open() {
    return new MemoryTelemetryStore();
  }
}
