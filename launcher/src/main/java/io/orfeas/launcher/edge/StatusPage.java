package io.orfeas.launcher.edge;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.file.HttpFile;
import java.util.Map;

/**
 * {@code /status}: live plots for those without Grafana. Static files that ask the public REST
 * interface, and nobody else: the browser is told to load nothing from anywhere but here.
 */
final class StatusPage {
  private static final String FOLDER = "io/orfeas/launcher/edge/status/";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, String> FILES =
      Map.of(
          "/status", "index.html",
          "/status/status.css", "status.css",
          "/status/status.js", "status.js",
          "/status/access.js", "access.js",
          "/status/plot.js", "plot.js");

  private StatusPage() {}

  static void addTo(ServerBuilder server) {
    FILES.forEach((path, name) -> server.route().get(path).build(file(name)));
  }

  private static HttpService file(String name) {
    return HttpFile.builder(StatusPage.class.getClassLoader(), FOLDER + name)
        .contentType(type(name))
        .addHeader(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
        .addHeader(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
        // Asked for again each time; the answer is empty while nothing has changed.
        .addHeader(HttpHeaderNames.CACHE_CONTROL, "no-cache")
        .build()
        .asService();
  }

  private static MediaType type(String name) {
    if (name.endsWith(".css")) {
      return MediaType.CSS_UTF_8;
    }
    return name.endsWith(".js") ? MediaType.JAVASCRIPT_UTF_8 : MediaType.HTML_UTF_8;
  }
}
