package io.orfeas.launcher.edge;

import com.google.common.base.Suppliers;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.docs.DocService;
import com.linecorp.armeria.server.file.FileService;
import java.util.function.Supplier;

/** What the interface is, for programs and people: {@code /openapi.json} and {@code /docs/}. */
final class ApiPages {
  private static final String SWAGGER_UI = "META-INF/resources/webjars/swagger-ui/5.34.1";
  private static final String START =
      """
      window.onload = () => {
        window.ui = SwaggerUIBundle({
          url: "/openapi.json",
          dom_id: "#swagger-ui",
          deepLinking: true,
          presets: [SwaggerUIBundle.presets.apis],
        });
      };
      """;

  /** Nothing from elsewhere; the page styles itself as it goes. */
  private static final HttpHeaders POLICY =
      HttpHeaders.of(
          HttpHeaderNames.CONTENT_SECURITY_POLICY,
          "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:");

  private ApiPages() {}

  static void addTo(ServerBuilder server, EdgeSettings settings) {
    // Made when first asked for: a start should not wait for it.
    Supplier<HttpData> document = Suppliers.memoize(() -> HttpData.wrap(OpenApi.document()));
    HttpService openApi =
        (ctx, req) ->
            HttpResponse.of(
                () -> HttpResponse.of(HttpStatus.OK, MediaType.JSON, document.get()),
                ctx.blockingTaskExecutor());
    server.route().get("/openapi.json").build(openApi);
    server
        .route()
        .get("/docs/swagger-initializer.js")
        .build((ctx, req) -> HttpResponse.of(HttpStatus.OK, MediaType.JAVASCRIPT_UTF_8, START));
    server
        .route()
        .get("prefix:/docs/")
        .build(
            FileService.builder(ApiPages.class.getClassLoader(), SWAGGER_UI)
                .addHeaders(POLICY)
                .build()
                .orElse(
                    (ctx, req) -> {
                      throw HttpStatusException.of(HttpStatus.NOT_FOUND);
                    }));
    if (settings.docService()) {
      server.serviceUnder("/internal/docs", new DocService().decorate(LocalCallers::new));
    }
  }
}
