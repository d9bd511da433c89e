// Plots: lines over time as SVG, with a legend, a reading under the pointer, and the same as a table.

const SVG = "http://www.w3.org/2000/svg";
const MIN_WIDTH = 260;
const HEIGHT = 200;
const MARGIN = { top: 8, right: 10, bottom: 24, left: 58 };
// Lines differ in their dashes, too: colour alone is not enough for everyone.
const DASHES = ["", "7 4", "2 4", "9 3 2 3", "12 4", "4 3 1 3"];

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
}

function shape(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
}

const colour = (index) => `var(--series-${(index % 6) + 1})`;

// A step of 1, 2 or 5 times a power of ten, so that about three of them reach the largest value; of
// bytes, in their unit.
function step(largest, binary) {
  const unit = binary ? 1024 ** Math.floor(Math.log2(largest) / 10) : 1;
  return unit * decimalStep(largest / unit);
}

function decimalStep(largest) {
  const raw = largest / 3;
  const power = 10 ** Math.floor(Math.log10(raw));
  return power * ([1, 2, 5].find((factor) => factor * power >= raw) ?? 10);
}

function clock(seconds, span) {
  const time = new Date(seconds * 1000);
  return span > 2 * 86400
    ? time.toLocaleDateString([], { month: "short", day: "numeric" })
    : time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

/**
 * Draws lines into a place on the page.
 *
 * @param place element that the plot replaces the content of
 * @param plot `label` for those who do not see it; `start` and `end` of the time shown, in seconds;
 *     `gap` in seconds, beyond which points are not joined; `format` of a value; `binary` for
 *     bytes; `series`, each with a `name` and `points` of [seconds, value]; `limits`, each with a
 *     `name` and a `value`
 */
export function lines(place, plot) {
  const drawn = plot.series.filter((series) => series.points.length > 0);
  if (drawn.length === 0) {
    return nothing(place, "Nothing in this window.");
  }
  // Drawn in the pixels there are, so that text keeps its size.
  const width = Math.max(MIN_WIDTH, Math.round(place.clientWidth));
  const open = place.querySelector("details")?.open ?? false;
  const limits = plot.limits ?? [];
  const values = drawn.flatMap((series) => series.points.map(([, value]) => value));
  const largest = Math.max(...values, ...limits.map((limit) => limit.value)) || 1;
  const by = step(largest, plot.binary);
  const top = Math.ceil(largest / by) * by;
  const x = (seconds) =>
    MARGIN.left +
    ((seconds - plot.start) / (plot.end - plot.start)) * (width - MARGIN.left - MARGIN.right);
  const y = (value) => HEIGHT - MARGIN.bottom - (value / top) * (HEIGHT - MARGIN.top - MARGIN.bottom);

  const svg = shape("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img" });
  svg.setAttribute("aria-label", description(plot, drawn));
  for (let value = 0; value <= top * 1.001; value += by) {
    svg.append(
      shape("line", { class: "grid", x1: MARGIN.left, x2: width - MARGIN.right, y1: y(value), y2: y(value) }),
      shape("text", { x: MARGIN.left - 8, y: y(value) + 4, "text-anchor": "end" }, plot.format(value)),
    );
  }
  times(plot, width).forEach((seconds) =>
    svg.append(
      shape("text", { x: x(seconds), y: HEIGHT - 6, "text-anchor": "middle" }, clock(seconds, plot.end - plot.start)),
    ),
  );
  limits.forEach((limit) =>
    svg.append(
      shape("line", { class: "limit", stroke: "var(--bad)", x1: MARGIN.left, x2: width - MARGIN.right, y1: y(limit.value), y2: y(limit.value) }),
    ),
  );
  drawn.forEach((series) => {
    const index = plot.series.indexOf(series);
    svg.append(
      shape("path", { class: "line", stroke: colour(index), "stroke-dasharray": DASHES[index % 6], d: path(series.points, x, y, plot.gap) }),
    );
    // A point without neighbours would be no line at all.
    alone(series.points, plot.gap).forEach(([seconds, value]) =>
      svg.append(shape("circle", { cx: x(seconds), cy: y(value), r: 3, fill: colour(index) })),
    );
  });
  const reading = pointer(svg, plot, drawn, x, width);
  place.replaceChildren(legend(plot, limits), svg, reading, table(plot, drawn, open));
}

/** Says in words that there is nothing to draw, and why. */
export function nothing(place, why) {
  place.replaceChildren(element("p", { class: "empty" }, why));
}

/** Horizontal bars: each with a `name`, a `share` from 0 to 1, a `note`, and a colour's `index`. */
export function bars(place, items) {
  place.replaceChildren(
    ...items.map((item) => {
      const bar = shape("svg", { viewBox: "0 0 100 14", preserveAspectRatio: "none", "aria-hidden": "true" });
      bar.append(shape("rect", { width: 100 * item.share, height: 14, rx: 1, fill: colour(item.index) }));
      return element(
        "div",
        { class: "bar" },
        element("span", {}, item.name),
        element("span", { class: "track" }, bar),
        element("b", {}, item.note),
      );
    }),
  );
}

function description(plot, drawn) {
  const latest = drawn.map((series) => `${series.name} ${plot.format(series.points.at(-1)[1])}`);
  return `${plot.label}. Latest: ${latest.join(", ")}.`;
}

function path(points, x, y, gap) {
  let last = -Infinity;
  return points
    .map(([seconds, value]) => {
      const command = seconds - last > gap ? "M" : "L";
      last = seconds;
      return `${command}${x(seconds).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join("");
}

function alone(points, gap) {
  return points.filter(([seconds], index) => {
    const before = points[index - 1];
    const after = points[index + 1];
    return (!before || seconds - before[0] > gap) && (!after || after[0] - seconds > gap);
  });
}

function times(plot, width) {
  const span = plot.end - plot.start;
  const shares = width < 420 ? [0.1, 0.5, 0.9] : [0.08, 0.36, 0.64, 0.92];
  return shares.map((share) => plot.start + share * span);
}

function legend(plot, limits) {
  const sample = (attributes) => {
    const svg = shape("svg", { viewBox: "0 0 22 8", "aria-hidden": "true" });
    svg.append(shape("line", { x1: 0, x2: 22, y1: 4, y2: 4, ...attributes }));
    return svg;
  };
  // One line is what the heading says.
  if (plot.series.length === 1 && limits.length === 0) {
    return "";
  }
  const list = element("ul", { class: "legend" });
  plot.series.forEach((series, index) => {
    const line = { class: "line", stroke: colour(index), "stroke-dasharray": DASHES[index % 6] };
    if (series.points.length > 0) {
      list.append(element("li", {}, sample(line), series.name));
    }
  });
  limits.forEach((limit) =>
    list.append(element("li", {}, sample({ class: "limit", stroke: "var(--bad)" }), limit.name)),
  );
  return list;
}

function pointer(svg, plot, drawn, x, width) {
  const tip = element("div", { class: "tip", hidden: "" });
  const cursor = shape("line", { class: "cursor", y1: MARGIN.top, y2: HEIGHT - MARGIN.bottom, visibility: "hidden" });
  svg.append(cursor);
  const moments = [...new Set(drawn.flatMap((series) => series.points.map(([seconds]) => seconds)))];
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * width;
    const nearest = moments.reduce((a, b) => (Math.abs(x(b) - at) < Math.abs(x(a) - at) ? b : a));
    cursor.setAttribute("x1", x(nearest));
    cursor.setAttribute("x2", x(nearest));
    cursor.setAttribute("visibility", "visible");
    tip.textContent = [
      new Date(nearest * 1000).toLocaleString(),
      ...drawn.flatMap((series) =>
        series.points.filter(([seconds]) => seconds === nearest).map(([, value]) => `${series.name}  ${plot.format(value)}`),
      ),
    ].join("\n");
    tip.hidden = false;
    const left = (x(nearest) / width) * box.width;
    const fits = left + tip.offsetWidth + 14 < box.width;
    tip.style.left = `${fits ? left + 12 : Math.max(0, left - tip.offsetWidth - 12)}px`;
    tip.style.top = `${box.top - svg.parentElement.getBoundingClientRect().top}px`;
  });
  svg.addEventListener("pointerleave", () => {
    tip.hidden = true;
    cursor.setAttribute("visibility", "hidden");
  });
  return tip;
}

function table(plot, drawn, open) {
  const moments = [...new Set(drawn.flatMap((series) => series.points.map(([seconds]) => seconds)))].sort((a, b) => b - a);
  const known = drawn.map((series) => new Map(series.points));
  const rows = moments.map((seconds) =>
    element(
      "tr",
      {},
      element("td", {}, new Date(seconds * 1000).toLocaleString()),
      ...known.map((points) => element("td", {}, points.has(seconds) ? plot.format(points.get(seconds)) : "–")),
    ),
  );
  const head = element(
    "tr",
    {},
    element("th", { scope: "col" }, "Time"),
    ...drawn.map((series) => element("th", { scope: "col" }, series.name)),
  );
  const details = element(
    "details",
    {},
    element("summary", {}, "As a table"),
    element("div", { tabindex: "0", role: "region", "aria-label": plot.label }, element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows))),
  );
  details.open = open;
  return details;
}
