package io.orfeas.launcher.edge;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the contracts say about themselves: the comments in the build's descriptor set. */
final class ProtoComments {
  private static final String DESCRIPTOR_SET = "/META-INF/orfeas.protoset";

  private final Map<String, String> comments = new HashMap<>();

  private ProtoComments() {}

  static ProtoComments read() {
    try (InputStream set = ProtoComments.class.getResourceAsStream(DESCRIPTOR_SET)) {
      if (set == null) {
        throw new IllegalStateException(DESCRIPTOR_SET + ": absent (expected: made by the build)");
      }
      ProtoComments comments = new ProtoComments();
      FileDescriptorSet.parseFrom(set).getFileList().forEach(comments::add);
      return comments;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * The comment of a service, method, message or field.
   *
   * @param name full name, for example {@code orfeas.cache.v1.ClearRequest.key}
   * @return paragraphs; empty where there is none
   */
  String of(String name) {
    return comments.getOrDefault(name, "");
  }

  /** The first sentence of a comment. */
  String summary(String name) {
    String comment = of(name).split("\n\n", 2)[0].replace('\n', ' ');
    int end = comment.indexOf(". ");
    return end < 0 ? comment : comment.substring(0, end + 1);
  }

  private void add(FileDescriptorProto file) {
    for (Location location : file.getSourceCodeInfo().getLocationList()) {
      String name = name(file, location.getPathList());
      if (!name.isEmpty() && location.hasLeadingComments()) {
        comments.put(
            file.getPackage() + "." + name,
            location.getLeadingComments().replaceAll("(?m)^ ", "").strip());
      }
    }
  }

  /** The name at a path of field numbers and indexes, as descriptor.proto numbers them. */
  private static String name(FileDescriptorProto file, List<Integer> path) {
    if (path.size() < 2 || path.size() % 2 != 0) {
      return "";
    }
    if (path.get(0) == FileDescriptorProto.SERVICE_FIELD_NUMBER) {
      ServiceDescriptorProto service = file.getService(path.get(1));
      return path.size() == 2
          ? service.getName()
          : service.getName() + "." + service.getMethod(path.get(3)).getName();
    }
    return path.get(0) == FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER
        ? message(file.getMessageType(path.get(1)), path.subList(2, path.size()))
        : "";
  }

  private static String message(DescriptorProto message, List<Integer> path) {
    if (path.isEmpty()) {
      return message.getName();
    }
    if (path.get(0) == DescriptorProto.FIELD_FIELD_NUMBER) {
      FieldDescriptorProto field = message.getField(path.get(1));
      return message.getName() + "." + field.getName();
    }
    return path.get(0) == DescriptorProto.NESTED_TYPE_FIELD_NUMBER
        ? message.getName()
            + "."
            + message(message.getNestedType(path.get(1)), path.subList(2, path.size()))
        : "";
  }
}
