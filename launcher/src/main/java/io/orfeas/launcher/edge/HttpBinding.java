package io.orfeas.launcher.edge;

import com.google.api.AnnotationsProto;
import com.google.api.HttpBody;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpMethod;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One HTTP path of an RPC, as its {@code google.api.http} annotation says.
 *
 * @param verb HTTP method
 * @param path with fields in braces, for example {@code /api/v1/artifacts/{sha256}}
 * @param body field that the request body is, {@code *} for all of the message, or empty for none
 * @param method the RPC
 */
record HttpBinding(
    HttpMethod verb, String path, String body, MethodDescriptor<Message, Message> method) {

  /** All paths of a service. */
  static List<HttpBinding> of(ServiceDescriptor service) {
    List<HttpBinding> bindings = new ArrayList<>();
    for (MethodDescriptor<?, ?> method : PublicSurface.methods(service)) {
      Descriptors.MethodDescriptor schema =
          ((ProtoMethodDescriptorSupplier) method.getSchemaDescriptor()).getMethodDescriptor();
      HttpRule rule = schema.getOptions().getExtension(AnnotationsProto.http);
      bindings.add(of(rule, method));
      rule.getAdditionalBindingsList().forEach(more -> bindings.add(of(more, method)));
    }
    return bindings;
  }

  // The methods of generated services all exchange messages.
  @SuppressWarnings("unchecked")
  private static HttpBinding of(HttpRule rule, MethodDescriptor<?, ?> method) {
    MethodDescriptor<Message, Message> typed = (MethodDescriptor<Message, Message>) method;
    return switch (rule.getPatternCase()) {
      case GET -> new HttpBinding(HttpMethod.GET, rule.getGet(), rule.getBody(), typed);
      case POST -> new HttpBinding(HttpMethod.POST, rule.getPost(), rule.getBody(), typed);
      default ->
          throw new IllegalArgumentException(
              method.getFullMethodName()
                  + ": "
                  + rule.getPatternCase()
                  + " (expected: get or post)");
    };
  }

  /** Whether the request's body is a file. */
  boolean takesFile() {
    return !body.isEmpty() && !body.equals("*");
  }

  /** Whether the answer is a file, or a stream that makes up one. */
  boolean answersFile() {
    return prototype(method.getResponseMarshaller()) instanceof HttpBody;
  }

  /** The request message with nothing set. */
  Message.Builder newRequest() {
    return prototype(method.getRequestMarshaller()).newBuilderForType();
  }

  private static Message prototype(MethodDescriptor.Marshaller<Message> marshaller) {
    return Objects.requireNonNull(
        ((MethodDescriptor.PrototypeMarshaller<Message>) marshaller).getMessagePrototype());
  }
}
