package io.orfeas.inference;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.orfeas.inference.pipeline.StageResult;
import io.orfeas.inference.run.RunRequest;
import io.orfeas.inference.v1.StageData;

/** What spans say, under which names. Never the picture, the mesh or a credential. */
final class SpanAttributes {
  static final AttributeKey<String> CACHE = AttributeKey.stringKey("orfeas.cache.outcome");
  static final AttributeKey<String> DEVICE = AttributeKey.stringKey("orfeas.device");
  static final AttributeKey<String> PRECISION = AttributeKey.stringKey("orfeas.precision");
  static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("orfeas.outcome");
  static final AttributeKey<Long> RECORDS = AttributeKey.longKey("orfeas.report.records");

  /** On a link: how the other span is related. */
  static final AttributeKey<String> LINK = AttributeKey.stringKey("orfeas.link");

  private static final AttributeKey<String> KEY = AttributeKey.stringKey("orfeas.request.key");
  private static final AttributeKey<Long> QUALITY = AttributeKey.longKey("orfeas.quality");
  private static final AttributeKey<String> ESTIMATOR = AttributeKey.stringKey("orfeas.estimator");
  private static final AttributeKey<Long> VERTICES = AttributeKey.longKey("orfeas.mesh.vertices");
  private static final AttributeKey<Long> FACES = AttributeKey.longKey("orfeas.mesh.faces");
  private static final AttributeKey<Long> BYTES = AttributeKey.longKey("orfeas.mesh.bytes");

  private SpanAttributes() {}

  static Attributes of(RunRequest request) {
    return Attributes.of(
        KEY,
        request.key(),
        QUALITY,
        (long) request.options().quality(),
        ESTIMATOR,
        request.options().estimator());
  }

  static Attributes of(StageResult result) {
    return mesh(result.vertices(), result.faces(), result.glb().length).toBuilder()
        .put(DEVICE, result.computedOn().wireName())
        .build();
  }

  static Attributes of(StageData data) {
    return mesh(data.getVertices(), data.getFaces(), data.getArtifact().getDigest().getSizeBytes());
  }

  private static Attributes mesh(long vertices, long faces, long bytes) {
    return Attributes.of(VERTICES, vertices, FACES, faces, BYTES, bytes);
  }
}
