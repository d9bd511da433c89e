package io.orfeas.runtime;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;

/** Makes the SDK; apart from {@link Tracing}, so that nothing of it is loaded when that is off. */
final class TracingSdk {
  private TracingSdk() {}

  /**
   * The SDK.
   *
   * @param properties as of the standard variables
   * @param parentDecides as for {@link EarlySampler#of}
   */
  static OpenTelemetrySdk of(Map<String, String> properties, boolean parentDecides) {
    return AutoConfiguredOpenTelemetrySdk.builder()
        .addPropertiesSupplier(() -> properties)
        .addSamplerCustomizer((sampler, config) -> EarlySampler.of(sampler, parentDecides))
        .addTracerProviderCustomizer(
            (provider, config) -> provider.setIdGenerator(new PromisedIds()))
        .disableShutdownHook()
        .build()
        .getOpenTelemetrySdk();
  }
}
