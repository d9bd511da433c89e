package io.orfeas.client;

import com.google.api.HttpBody;
import io.grpc.StatusRuntimeException;
import io.orfeas.inference.v1.GenerateRequest;

/**
 * A picture and what is asked of it. A large picture is named by its digest as long as nobody says
 * that it is not known: a result that is there then costs no upload. Not for use by several
 * threads.
 */
final class Asked {
  private final Picture picture;
  private final GenerateRequest parameters;
  private boolean upload;

  /**
   * What is asked.
   *
   * @param parameters its {@code image} and {@code image_sha256} are not looked at
   */
  Asked(Picture picture, GenerateRequest parameters, ClientOptions options) {
    this.picture = picture;
    this.parameters = parameters.toBuilder().clearImage().setImageSha256(picture.sha256()).build();
    boolean mayBeKnown = !parameters.getDoNotCache() && !parameters.getSkipCacheLookup();
    upload = picture.sizeBytes() < options.digestFirstBytes() || !mayBeKnown;
  }

  /** What is asked, without the picture. */
  GenerateRequest parameters() {
    return parameters;
  }

  /** What to send. */
  GenerateRequest request() {
    return upload
        ? parameters.toBuilder().setImage(HttpBody.newBuilder().setData(picture.bytes())).build()
        : parameters;
  }

  /** Whether a failure says that the digest is not enough; from then on the picture is sent. */
  boolean uploadsAfter(StatusRuntimeException failure) {
    boolean asksForIt = !upload && Retries.hasReason(failure, "IMAGE_REQUIRED");
    upload |= asksForIt;
    return asksForIt;
  }
}
