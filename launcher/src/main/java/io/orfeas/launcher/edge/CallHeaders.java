package io.orfeas.launcher.edge;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import io.grpc.Metadata;
import io.orfeas.access.signature.AgentHeaders;

/** What a service learns of the HTTP request that its call came from, as over gRPC. */
final class CallHeaders {
  private static final Metadata.Key<String> ACCEPT = key("accept");
  private static final Metadata.Key<String> AGENT = key(AgentHeaders.VERIFIED_AGENT);

  private CallHeaders() {}

  /**
   * What is known of the caller.
   *
   * @param request as the door let it pass, which has set the agent anew
   */
  static Metadata of(RequestHeaders request) {
    Metadata metadata = new Metadata();
    copy(request, HttpHeaderNames.ACCEPT, metadata, ACCEPT);
    copy(request, AgentHeaders.VERIFIED_AGENT, metadata, AGENT);
    return metadata;
  }

  private static void copy(
      RequestHeaders from, CharSequence name, Metadata to, Metadata.Key<String> key) {
    String value = from.get(name, "");
    if (!value.isEmpty()) {
      to.put(key, value);
    }
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
