package io.orfeas.launcher.monitoring;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A Grafana dashboard: titled rows of panels that share the row's width.
 *
 * @param file its name under {@code monitoring/grafana/dashboards}, without ending; also its uid
 */
record Dashboard(String file, String title, List<Row> rows) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int COLUMNS = 24;
  private static final int STAT_HEIGHT = 4;
  private static final int PLOT_HEIGHT = 8;

  /** Panels side by side, under a heading. */
  record Row(String title, List<Panel> panels) {
    static Row of(String title, Panel... panels) {
      return new Row(title, List.of(panels));
    }
  }

  static Dashboard of(String file, String title, Row... rows) {
    return new Dashboard(file, title, List.of(rows));
  }

  List<Panel> panels() {
    List<Panel> all = new ArrayList<>();
    rows.forEach(row -> all.addAll(row.panels));
    return all;
  }

  /** As Grafana provisions it. */
  String json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("uid", "orfeas-" + file);
    root.put("title", "Orfeas / " + title);
    root.putArray("tags").add("orfeas");
    root.put("schemaVersion", 39);
    root.put("editable", false);
    root.put("graphTooltip", 1);
    root.put("refresh", "15s");
    root.putObject("time").put("from", "now-3h").put("to", "now");
    links(root.putArray("links"));
    ObjectNode source = root.putObject("templating").putArray("list").addObject();
    source.put("name", "datasource").put("label", "Data source");
    source.put("type", "datasource").put("query", "prometheus");
    layOut(root.putArray("panels"));
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
    try {
      return JSON.writer(printer).writeValueAsString(root) + "\n";
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static void links(ArrayNode links) {
    ObjectNode others = links.addObject();
    others.put("type", "dashboards").put("title", "Orfeas").put("asDropdown", true);
    others.put("keepTime", true).put("includeVars", true);
    others.putArray("tags").add("orfeas");
  }

  private void layOut(ArrayNode panels) {
    int id = 1;
    int y = 0;
    for (Row row : rows) {
      ObjectNode heading = panels.addObject();
      heading.put("id", id++).put("type", "row").put("title", row.title).put("collapsed", false);
      position(heading, 0, y++, COLUMNS, 1);
      heading.putArray("panels");
      int width = COLUMNS / row.panels.size();
      int height =
          row.panels.stream().allMatch(panel -> panel.kind() == Panel.Kind.STAT)
              ? STAT_HEIGHT
              : PLOT_HEIGHT;
      int x = 0;
      for (Panel panel : row.panels) {
        ObjectNode json = panels.addObject();
        json.put("id", id++);
        position(json, x, y, width, height);
        draw(json, panel);
        x += width;
      }
      y += height;
    }
  }

  private static void position(ObjectNode panel, int x, int y, int width, int height) {
    panel.putObject("gridPos").put("x", x).put("y", y).put("w", width).put("h", height);
  }

  private static void draw(ObjectNode json, Panel panel) {
    json.put("type", panel.kind().type());
    json.put("title", panel.title()).put("description", panel.description());
    json.putObject("datasource").put("type", "prometheus").put("uid", "${datasource}");
    ObjectNode defaults = json.putObject("fieldConfig").putObject("defaults");
    defaults.put("unit", panel.unit());
    switch (panel.kind()) {
      case LINES -> lines(json, defaults, 0);
      case STACK -> lines(json, defaults, 70).putObject("stacking").put("mode", "normal");
      case STAT -> {
        defaults.putObject("color").put("mode", "fixed").put("fixedColor", "text");
        json.putObject("options").put("colorMode", "value").put("graphMode", "area");
      }
      case HEAT -> {
        ObjectNode options = json.putObject("options");
        options.put("calculate", false);
        options.putObject("yAxis").put("unit", panel.unit());
        options.putObject("color").put("mode", "scheme").put("scheme", "Blues");
      }
    }
    ArrayNode targets = json.putArray("targets");
    for (Panel.Query query : panel.queries()) {
      ObjectNode target = targets.addObject();
      target.put("refId", String.valueOf((char) ('A' + targets.size() - 1)));
      target.put("expr", query.expression()).put("legendFormat", query.legend());
      if (query.hasExemplars()) {
        target.put("exemplar", true);
      }
      if (panel.kind() == Panel.Kind.HEAT) {
        target.put("format", "heatmap");
      }
    }
  }

  private static ObjectNode lines(ObjectNode json, ObjectNode defaults, int fill) {
    ObjectNode options = json.putObject("options");
    options.putObject("legend").put("displayMode", "list").put("placement", "bottom");
    options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
    defaults.put("min", 0);
    return defaults
        .putObject("custom")
        .put("lineWidth", 1)
        .put("fillOpacity", fill)
        .put("showPoints", "never");
  }
}
