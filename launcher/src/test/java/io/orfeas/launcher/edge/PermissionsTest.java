package io.orfeas.launcher.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.AnnotationsProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.orfeas.access.v1.PermissionProto;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who has an HTTP path says who may use it; who says so not is between the services. */
class PermissionsTest {
  @Test
  void everyMethodWithAPath_saysWhatItNeeds() {
    List<String> undecided = new ArrayList<>();
    for (ServiceDescriptor service : EdgeServer.services()) {
      for (MethodDescriptor<?, ?> method : service.getMethods()) {
        MethodOptions options = options(method);
        if (options.hasExtension(AnnotationsProto.http)
            != options.hasExtension(PermissionProto.permission)) {
          undecided.add(method.getFullMethodName());
        }
      }
    }

    assertThat(undecided).as("lack option (orfeas.access.v1.permission)").isEmpty();
  }

  private static MethodOptions options(MethodDescriptor<?, ?> method) {
    ProtoMethodDescriptorSupplier schema =
        (ProtoMethodDescriptorSupplier) method.getSchemaDescriptor();
    return schema.getMethodDescriptor().getOptions();
  }
}
