package io.orfeas.access;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.orfeas.access.v1.Permission;
import io.orfeas.access.v1.PermissionProto;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What each path needs, read from the protos' own annotations, so that a method has the same rule
 * over gRPC and by each of its HTTP paths. What is not declared is refused.
 */
public final class Policy {
  private static final String POST = "POST";

  /**
   * Nothing in these speaks of an agent's work: health, the contracts, and the status page without
   * its figures.
   */
  private static final List<Rule> OPEN =
      List.of(
          Rule.open("GET", "/health"),
          Rule.open("HEAD", "/health"),
          Rule.open("GET", "/openapi.json"),
          Rule.open("GET", "/docs/"),
          Rule.open("GET", "/docs/{file}"),
          Rule.open("GET", "/status"),
          Rule.open("GET", "/status/{file}"),
          Rule.open(POST, "/grpc.health.v1.Health/{method}"),
          Rule.open(POST, "/grpc.reflection.v1.ServerReflection/{method}"));

  /** Figures, and the socket on which generations are followed (HTTP/2 opens it by CONNECT). */
  private static final List<Rule> WITHOUT_A_PROTO =
      List.of(
          Rule.agents("GET", "/metrics", Permission.PERMISSION_TELEMETRY_READ),
          Rule.agents("GET", "/api/v1/progress", Permission.PERMISSION_GENERATE),
          Rule.agents("CONNECT", "/api/v1/progress", Permission.PERMISSION_GENERATE));

  private final List<Rule> rules;

  private Policy(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** The rules of the given services. */
  public static Policy of(List<ServiceDescriptor> services) {
    List<Rule> rules = new ArrayList<>(OPEN);
    rules.addAll(WITHOUT_A_PROTO);
    services.stream().flatMap(service -> service.getMethods().stream()).forEach(m -> add(m, rules));
    return new Policy(rules);
  }

  /** The rule for a request; {@link Rule#CLOSED} when there is none. */
  Rule find(String method, String path) {
    return rules.stream()
        .filter(rule -> rule.matches(method, path))
        .findFirst()
        .orElse(Rule.CLOSED);
  }

  private static void add(MethodDescriptor<?, ?> method, List<Rule> rules) {
    Object schema = method.getSchemaDescriptor();
    if (!(schema instanceof ProtoMethodDescriptorSupplier supplier)) {
      return;
    }
    Descriptors.MethodDescriptor descriptor = supplier.getMethodDescriptor();
    Permission permission = descriptor.getOptions().getExtension(PermissionProto.permission);
    if (permission == Permission.PERMISSION_UNSPECIFIED) {
      return;
    }
    rules.add(Rule.agents(POST, "/" + method.getFullMethodName(), permission));
    HttpRule http = descriptor.getOptions().getExtension(AnnotationsProto.http);
    Stream.concat(Stream.of(http), http.getAdditionalBindingsList().stream())
        .forEach(binding -> add(binding, permission, rules));
  }

  private static void add(HttpRule binding, Permission permission, List<Rule> rules) {
    switch (binding.getPatternCase()) {
      case GET -> rules.add(Rule.agents("GET", binding.getGet(), permission));
      case POST -> rules.add(Rule.agents(POST, binding.getPost(), permission));
      case PUT -> rules.add(Rule.agents("PUT", binding.getPut(), permission));
      case PATCH -> rules.add(Rule.agents("PATCH", binding.getPatch(), permission));
      case DELETE -> rules.add(Rule.agents("DELETE", binding.getDelete(), permission));
      default -> {
        // Not bound to HTTP.
      }
    }
  }

  /**
   * What one path needs.
   *
   * @param method HTTP method
   * @param path exactly
   * @param isOpen whether anyone may
   * @param permission what an agent needs; unspecified when no agent may
   */
  record Rule(String method, Pattern path, boolean isOpen, Permission permission) {
    static final Rule CLOSED =
        new Rule("", Pattern.compile("(?!)"), false, Permission.PERMISSION_UNSPECIFIED);

    static Rule open(String method, String template) {
      return new Rule(method, pattern(template), true, Permission.PERMISSION_UNSPECIFIED);
    }

    static Rule agents(String method, String template, Permission permission) {
      return new Rule(method, pattern(template), false, permission);
    }

    boolean matches(String otherMethod, String otherPath) {
      return method.equals(otherMethod) && path.matcher(otherPath).matches();
    }

    /** A template's fields stand for one segment each, as in {@code /artifacts/{sha256}}. */
    private static Pattern pattern(String template) {
      return Pattern.compile(
          Stream.of(template.split("/", -1))
              .map(segment -> segment.startsWith("{") ? "[^/]+" : Pattern.quote(segment))
              .collect(Collectors.joining("/")));
    }
  }
}
