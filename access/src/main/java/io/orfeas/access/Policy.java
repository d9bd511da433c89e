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
          Rule.agents("GET", "/metrics", Need.of(Permission.PERMISSION_TELEMETRY_READ)),
          Rule.agents("GET", "/api/v1/progress", Need.of(Permission.PERMISSION_GENERATE)),
          Rule.agents("CONNECT", "/api/v1/progress", Need.of(Permission.PERMISSION_GENERATE)));

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
    int generations =
        descriptor.getOptions().hasExtension(PermissionProto.generations)
            ? descriptor.getOptions().getExtension(PermissionProto.generations)
            : 1;
    Need need = new Need(permission, generations);
    rules.add(Rule.agents(POST, "/" + method.getFullMethodName(), need));
    HttpRule http = descriptor.getOptions().getExtension(AnnotationsProto.http);
    Stream.concat(Stream.of(http), http.getAdditionalBindingsList().stream())
        .forEach(binding -> add(binding, need, rules));
  }

  private static void add(HttpRule binding, Need need, List<Rule> rules) {
    switch (binding.getPatternCase()) {
      case GET -> rules.add(Rule.agents("GET", binding.getGet(), need));
      case POST -> rules.add(Rule.agents(POST, binding.getPost(), need));
      case PUT -> rules.add(Rule.agents("PUT", binding.getPut(), need));
      case PATCH -> rules.add(Rule.agents("PATCH", binding.getPatch(), need));
      case DELETE -> rules.add(Rule.agents("DELETE", binding.getDelete(), need));
      default -> {
        // Not bound to HTTP.
      }
    }
  }

  /**
   * What a method asks of an agent.
   *
   * @param permission that the agent has; unspecified when no agent may
   * @param generations in its quota, where it generates
   */
  record Need(Permission permission, int generations) {
    static final Need CLOSED = of(Permission.PERMISSION_UNSPECIFIED);

    static Need of(Permission permission) {
      return new Need(permission, 1);
    }
  }

  /**
   * What one path needs.
   *
   * @param method HTTP method
   * @param path exactly
   * @param isOpen whether anyone may
   * @param need of an agent; without a permission when no agent may
   */
  record Rule(String method, Pattern path, boolean isOpen, Need need) {
    static final Rule CLOSED = new Rule("", Pattern.compile("(?!)"), false, Need.CLOSED);

    static Rule open(String method, String template) {
      return new Rule(method, pattern(template), true, Need.CLOSED);
    }

    static Rule agents(String method, String template, Need need) {
      return new Rule(method, pattern(template), false, need);
    }

    Permission permission() {
      return need.permission();
    }

    /** How many generations a call counts as. */
    int generations() {
      return permission() == Permission.PERMISSION_GENERATE ? need.generations() : 0;
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
