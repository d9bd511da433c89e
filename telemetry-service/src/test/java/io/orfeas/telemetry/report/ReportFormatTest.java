package io.orfeas.telemetry.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.JsonFormat;
import io.orfeas.runtime.Failure;
import io.orfeas.telemetry.v1.PerformanceReport;
import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ReportFormatTest {
  @Test
  void parse_unknown_isRefused() {
    assertThat(ReportFormat.parse("")).isEqualTo(ReportFormat.JSON);
    assertThatThrownBy(() -> ReportFormat.parse("pdf"))
        .isInstanceOf(Failure.class)
        .hasMessage("format: pdf (expected: json|html)");
  }

  @Test
  void json_readBack_isTheSame() throws Exception {
    PerformanceReport report = SampleReport.busyDay();

    PerformanceReport.Builder read = PerformanceReport.newBuilder();
    JsonFormat.parser().merge(ReportFormat.JSON.render(report), read);

    assertThat(read.build()).isEqualTo(report);
  }

  @Test
  void html_refersToNothingOutside() {
    String html = ReportFormat.HTML.render(SampleReport.busyDay());

    assertThat(html)
        .doesNotContain("<script", "<link", "<img", "url(", "http:", "https:")
        .contains("refined_mesh", "critical", "cuda:0", "increasing");
  }

  @Test
  void html_namesFromOutside_areEscaped() {
    String html = ReportFormat.HTML.render(SampleReport.withStage("<b onload='x'>&\"</b>"));

    assertThat(html)
        .doesNotContain("<b onload")
        .contains("&lt;b onload=&#39;x&#39;&gt;&amp;&quot;&lt;/b&gt;");
  }

  @Test
  void html_ofNothing_isStillAPage() {
    String html = ReportFormat.HTML.render(PerformanceReport.getDefaultInstance());

    assertThat(html).contains("Nothing stands out").endsWith("</html>\n").doesNotContain("NaN");
  }

  @Test
  void plots_areWellFormed() throws Exception {
    String html = ReportFormat.HTML.render(SampleReport.busyDay());

    int plots = 0;
    for (int at = html.indexOf("<svg"); at >= 0; at = html.indexOf("<svg", at + 1)) {
      String svg = html.substring(at, html.indexOf("</svg>", at) + "</svg>".length());
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(svg)));
      assertThat(svg).doesNotContain("NaN", "Infinity");
      plots++;
    }
    assertThat(plots).isEqualTo(5);
  }
}
