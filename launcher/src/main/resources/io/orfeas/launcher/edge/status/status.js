// The status page: asks the public REST interface, and shows what it says. Each source may be away.

import * as access from "./access.js";
import { bars, element, lines, nothing } from "./plot.js";

const REFRESH_MILLIS = 5000;
// Signed requests are limited by the hour: seven of them every half a minute leave room for others.
const SIGNED_REFRESH_MILLIS = 30000;
const PATIENCE_MILLIS = 10000;

const byId = (id) => document.getElementById(id);
const seconds = (value) =>
  value >= 100 ? `${value.toFixed(0)} s` : value >= 1 ? `${trim(value.toFixed(2))} s` : value > 0 ? `${trim((value * 1000).toPrecision(3))} ms` : "0";
const percent = (value) => `${trim((100 * value).toFixed(1))} %`;
const count = (value) => (value >= 10 ? Math.round(value).toLocaleString() : trim(value.toFixed(2)));
const bytes = (value) => {
  const power = value > 0 ? Math.min(4, Math.floor(Math.log2(value) / 10)) : 0;
  return `${trim((value / 1024 ** power).toFixed(1))} ${["B", "KiB", "MiB", "GiB", "TiB"][power]}`;
};
const epoch = (time) => Date.parse(time) / 1000;
const number = (value) => Number(value ?? 0);

function trim(text) {
  return text.includes("e") ? String(Number(text)) : text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

// A stage has one colour, wherever it is drawn.
const STAGES = ["voxel_preview", "rough_mesh", "refined_mesh", "final_optimized"];
const byOrder = (a, b) => STAGES.indexOf(a) - STAGES.indexOf(b) || a.localeCompare(b);

/** What a source answers, or why it does not. */
async function ask(path) {
  try {
    const answer = await fetch(path, { headers: { accept: "application/json", ...(await access.headers(path)) }, signal: AbortSignal.timeout(PATIENCE_MILLIS) });
    if (answer.ok) {
      return { data: await answer.json() };
    }
    const refusals = { 401: "asks for a key", 403: "refuses", 429: "asks to come back later" };
    return { locked: answer.status === 401, problem: refusals[answer.status] ?? (answer.status === 503 || answer.status === 504 ? "does not answer" : `answers ${answer.status}`) };
  } catch (broken) {
    return { problem: broken.name === "TimeoutError" ? "does not answer in time" : "cannot be reached" };
  }
}

async function refresh() {
  const window = byId("window").value;
  const query = `?window=${window}s`;
  // Alone, for every refusal counts against this address.
  const cache = await ask("api/v1/cache/stats");
  lock(cache.locked === true);
  if (cache.locked) {
    return;
  }
  const [summary, timeline, vram, shares, advice, device] = await Promise.all([
    ask(`api/performance/summary${query}`),
    ask(`api/performance/timeline${query}`),
    ask(`api/performance/vram${query}`),
    ask(`api/performance/bottlenecks${query}`),
    ask(`api/performance/recommendations${query}`),
    ask("api/v1/gpu/stats"),
  ]);
  const end = Date.now() / 1000;
  const frame = { start: end - Number(window), end };
  const problems = [
    [summary, "The telemetry-service", "Figures and plots of the window are missing; generation is not affected."],
    [cache, "The cache-service", "Everything is computed anew meanwhile."],
    [device, "Inference", "No meshes are made."],
  ].filter(([source]) => source.problem);

  verdict(problems, summary.data);
  notices(problems);
  tiles(summary.data, device.data);
  overTime(frame, timeline);
  memory(frame, vram, device);
  portions(summary, shares);
  cacheFacts(cache);
  recommendations(advice);
  byId("updated").textContent = `at ${new Date().toLocaleTimeString()}`;
  document.body.dataset.refreshed = String(Number(document.body.dataset.refreshed ?? 0) + 1);
}

/** Whether a key is needed first; nothing is asked again until there is one. */
let locked = false;
function lock(isLocked) {
  locked = isLocked;
  byId("access").hidden = !isLocked && !access.isKnown();
  if (isLocked) {
    byId("verdict").className = "warn";
    byId("verdict").textContent = access.isKnown() ? "The key was refused" : "Asks for a key";
    access.forget();
  }
}

async function unlock(file) {
  byId("access-problem").textContent = await access.use(await file.text());
  if (access.isKnown()) {
    await tick();
  }
}

function verdict(problems, summary) {
  const failing = number(summary?.error_rate);
  const [state, text] = problems.some(([, name]) => name === "Inference")
    ? ["bad", "Generation is down"]
    : failing > 0.05
      ? ["bad", `${percent(failing)} of generations fail`]
      : problems.length > 0
        ? ["warn", "Running, with a part away"]
        : failing > 0.005
          ? ["warn", `${percent(failing)} of generations fail`]
          : ["good", "All services answer"];
  const place = byId("verdict");
  if (place.textContent !== text) {
    place.textContent = text;
  }
  place.className = state;
}

function notices(problems) {
  byId("notices").replaceChildren(
    ...problems.map(([source, name, meaning]) =>
      element("p", { class: name === "Inference" ? "notice bad" : "notice" }, `${name} ${source.problem}. ${meaning}`),
    ),
  );
}

function tiles(summary, device) {
  const known = (value, format) => (summary === undefined ? "–" : format(value));
  const latency = (of) => (number(of?.count) > 0 ? seconds(of.p95_seconds) : "–");
  const figures = [
    ["Requests", known(number(summary?.requests), count)],
    ["Failed", known(number(summary?.error_rate), percent)],
    ["First stage, p95", latency(summary?.time_to_first_stage)],
    ["Final mesh, p95", latency(summary?.total)],
    ["In the queue, p95", latency(summary?.queue_wait)],
    ["From the cache", known(number(summary?.cache_share), percent)],
    ["Waiting now", device === undefined ? "–" : count(number(device.queue_depth))],
  ];
  byId("tiles").replaceChildren(
    ...figures.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))),
  );
}

function overTime(frame, timeline) {
  const places = ["stages", "requests", "queue", "cache"].map(byId);
  if (timeline.problem) {
    places.forEach((place) => nothing(place, `The telemetry-service ${timeline.problem}.`));
    return;
  }
  const points = timeline.data.points ?? [];
  const resolution = parseFloat(timeline.data.resolution) || 60;
  const plot = { ...frame, start: Math.min(frame.start, ...points.map((point) => epoch(point.start_time))), gap: resolution * 1.5 };
  const over = (value, keep = () => true) => points.filter(keep).map((point) => [epoch(point.start_time), value(point)]);
  const names = [...new Set(points.flatMap((point) => (point.stages ?? []).map((stage) => stage.stage)))];
  names.sort(byOrder);
  const stage = (point, name) => (point.stages ?? []).find((each) => each.stage === name);

  lines(byId("stages"), {
    ...plot,
    label: "95th percentile of the duration of each stage",
    format: seconds,
    series: names.map((name) => ({ name, points: over((point) => number(stage(point, name).latency?.p95_seconds), (point) => stage(point, name)) })),
  });
  const perMinute = 60 / resolution;
  lines(byId("requests"), {
    ...plot,
    label: "Requests per minute",
    format: count,
    series: [
      { name: "all", points: over((point) => number(point.requests) * perMinute) },
      { name: "failed", points: over((point) => number(point.failed_requests) * perMinute) },
    ],
  });
  lines(byId("queue"), {
    ...plot,
    label: "95th percentile of the time in the queue",
    format: seconds,
    series: [{ name: "wait", points: over((point) => number(point.queue_wait.p95_seconds), (point) => number(point.queue_wait?.count) > 0) }],
  });
  lines(byId("cache"), {
    ...plot,
    label: "Share of requests answered by the cache",
    format: percent,
    series: [{ name: "answered", points: over((point) => number(point.cache_share), (point) => number(point.requests) > 0) }],
  });
}

function memory(frame, vram, device) {
  const place = byId("vram");
  if (vram.problem) {
    nothing(place, `The telemetry-service ${vram.problem}.`);
    return;
  }
  const devices = vram.data.devices ?? [];
  if (devices.length === 0) {
    const what = device.data?.device ? ` Device: ${device.data.device}.` : "";
    nothing(place, `No GPU: everything is computed on the processor.${what}`);
    return;
  }
  const resolution = parseFloat(vram.data.resolution) || 60;
  const name = (each) => `${each.replica} ${each.device}`;
  lines(place, {
    ...frame,
    gap: resolution * 1.5,
    label: "Device memory in use",
    format: bytes,
    binary: true,
    series: devices.map((each) => ({
      name: each.trend?.direction ? `${name(each)} (${each.trend.direction})` : name(each),
      points: (each.points ?? []).map((point) => [epoch(point.start_time), number(point.max_used_bytes)]),
    })),
    limits: [...new Set(devices.map((each) => number(each.total_bytes)))].map((value) => ({ name: `memory of the device, ${bytes(value)}`, value })),
  });
}

function portions(summary, bottlenecks) {
  const place = byId("shares");
  if (summary.problem) {
    nothing(place, `The telemetry-service ${summary.problem}.`);
    return;
  }
  const stages = (summary.data.stages ?? []).map((stage) => ({ name: stage.stage, time: number(stage.latency?.sum_seconds) }));
  const names = stages.map((stage) => stage.name).sort(byOrder);
  const total = stages.reduce((sum, stage) => sum + stage.time, 0);
  if (total === 0) {
    nothing(place, "Nothing was computed in this window.");
    return;
  }
  const severity = new Map((bottlenecks.data?.bottlenecks ?? []).map((each) => [each.stage, each.severity]));
  bars(
    place,
    stages
      .sort((a, b) => b.time - a.time)
      .map(({ name, time }) => ({
        name,
        index: names.indexOf(name),
        share: time / total,
        note: severity.has(name) ? `${percent(time / total)} · ${severity.get(name)}` : percent(time / total),
      })),
  );
}

function cacheFacts(cache) {
  const stats = cache.data;
  const facts =
    stats === undefined
      ? [["Store", `the cache-service ${cache.problem}`]]
      : [
          ["Stored", `${bytes(number(stats.size_bytes))} of ${bytes(number(stats.soft_limit_bytes))}`],
          ["Results", count(number(stats.results))],
          ["In flight", count(number(stats.leases))],
          ["Saved", seconds(parseFloat(stats.saved_duration ?? "0") || 0)],
          ["Store", stats.store],
        ];
  byId("cache-facts").replaceChildren(
    ...facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))),
  );
}

function recommendations(advice) {
  const place = byId("advice");
  if (advice.problem) {
    nothing(place, `The telemetry-service ${advice.problem}.`);
    return;
  }
  const all = advice.data.recommendations ?? [];
  if (all.length === 0) {
    place.replaceChildren(element("p", {}, "Nothing stands out in this window."));
    return;
  }
  place.replaceChildren(
    element(
      "ul",
      {},
      ...all.map((each) =>
        element("li", {}, element("span", { class: `severity ${each.severity}` }, each.severity), each.action, element("p", {}, each.reason)),
      ),
    ),
  );
}

/** What a link leads to, asked for with the key and saved: the browser would follow it unsigned. */
async function save(link) {
  const answer = await fetch(link.href, { headers: await access.headers(link.href), signal: AbortSignal.timeout(PATIENCE_MILLIS) }).catch(() => null);
  if (!answer?.ok) {
    byId("notices").append(element("p", { class: "notice" }, `${link.innerText}: ${answer ? `answers ${answer.status}` : "cannot be reached"}.`));
    return;
  }
  const address = URL.createObjectURL(await answer.blob());
  element("a", { href: address, download: link.dataset.file }).click();
  setTimeout(() => URL.revokeObjectURL(address), PATIENCE_MILLIS);
}

let asking = false;
let askedAt = 0;
async function tick() {
  if (!asking) {
    asking = true;
    askedAt = Date.now();
    try {
      await refresh();
    } finally {
      asking = false;
    }
  }
}

byId("controls").addEventListener("submit", (event) => event.preventDefault());
byId("key").addEventListener("change", (event) => event.target.files[0] && unlock(event.target.files[0]));
for (const link of document.querySelectorAll("a[data-file]")) {
  link.addEventListener("click", (event) => {
    if (access.isKnown()) {
      event.preventDefault();
      save(link);
    }
  });
}
byId("window").addEventListener("change", () => locked || tick());
addEventListener("resize", () => locked || access.isKnown() || tick());
setInterval(() => {
  const rest = access.isKnown() ? SIGNED_REFRESH_MILLIS : 0;
  if (byId("live").checked && !document.hidden && !locked && Date.now() - askedAt >= rest) {
    tick();
  }
}, REFRESH_MILLIS);
tick();
