package io.orfeas.access;

import java.util.Optional;

/**
 * A request that may pass.
 *
 * @param caller who it is from
 * @param bodyDigest what the body's {@code Content-Digest} must be; empty when it was not signed
 *     for
 */
record Admission(Caller caller, Optional<String> bodyDigest) {
  static final Admission ANONYMOUS = new Admission(Caller.ANONYMOUS, Optional.empty());
}
