// The sliders: each has a list of values to choose from, in which the recorded one always is.

import { element, show } from "./drawing.js";
import { bitRate, duration, loss, millis, percent } from "./quantities.js";

const MANTISSAS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
const RATES = [];
for (let power = 1e6; power < 1e12; power *= 10) RATES.push(...MANTISSAS.map((m) => Math.round(m * power)));
const TRIPS = [0, 0.1, 0.2, 0.5, 1, 2, 3, 5, 8, 10, 15, 20, 30, 40, 60, 80, 100, 150, 200, 300, 500, 1000];
const LOSSES = [0, 1e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05];
const SPREADS = [0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3];
const TIMES = [0, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];
const LASTING = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600];

function withValue(values, ...more) {
  return [...new Set([...values, ...more.filter((one) => one !== null && one !== undefined)])].sort((a, b) => a - b);
}

function nearest(values, value) {
  let found = 0;
  values.forEach((one, i) => {
    if (Math.abs(one - value) < Math.abs(values[found] - value)) found = i;
  });
  return found;
}

/** One slider. While it is dragged `moved` hears of it, and once it rests `settled`. */
function slider(key, label, values, value, words, hint, moved) {
  const at = nearest(values, value);
  const output = element("output", { for: "knob-" + key }, words(values[at]));
  const input = element("input", {
    type: "range", id: "knob-" + key, min: 0, max: values.length - 1, step: 1, "data-key": key, "aria-valuetext": words(values[at]),
  });
  input.value = String(at);
  const tell = (settled) => {
    const chosen = values[Number(input.value)];
    output.textContent = words(chosen);
    input.setAttribute("aria-valuetext", words(chosen));
    moved(key, chosen, settled);
  };
  input.addEventListener("input", () => tell(false));
  input.addEventListener("change", () => tell(true));
  return element("div", { class: "knob" },
    element("label", { for: "knob-" + key }, hint ? element("a", { href: hint }, label) : label), output, input);
}

/** The value that a control has now: what is set, else what was recorded. */
export function valueOf(setting, run, key) {
  return setting[key] !== null ? setting[key] : run.recorded[key];
}

/** What a setting is, in a few words, for the head of a chart. */
export function settingWords(setting, run) {
  const up = valueOf(setting, run, "up");
  const down = valueOf(setting, run, "down");
  const words = [];
  const sites = valueOf(setting, run, "sites");
  if (sites) words.push(sites + (sites === 1 ? " site" : " sites"));
  if (up) words.push(up === down ? bitRate(up) : `${bitRate(up)} up, ${bitRate(down)} down`);
  const trip = valueOf(setting, run, "roundTripMillis");
  if (trip !== null) words.push(millis(trip));
  const lost = valueOf(setting, run, "loss");
  if (lost) words.push(loss(lost) + " loss");
  if (setting.spread) words.push("stragglers " + percent(setting.spread));
  if (run.period !== null) words.push("every " + run.period + " steps");
  if (setting.cuts.length > 0) words.push("cut: " + setting.cuts.join(", "));
  return words.join(", ");
}

/** Draws all controls that a run has. */
export function drawControls(holder, view, calls) {
  const { setting, run, runs, presets } = view;
  const parts = [];
  const series = [...new Set(runs.map((one) => one.series))];
  if (series.length > 1) {
    const select = element("select", { id: "run", "data-key": "run" }, series.map((name) => {
      const first = runs.find((one) => one.series === name);
      return element("option", { value: first.id, selected: name === run.series }, first.name + " (" + first.id + ")");
    }));
    select.addEventListener("change", () => calls.run(select.value));
    parts.push(element("label", { class: "field" }, "Recorded run", select));
  }
  const sitesPossible = run.recorded.siteCounts.length > 0;
  const onSites = (setting.network || run.recorded.network) === "sites";
  if (sitesPossible && presets.length > 0) {
    const select = element("select", { id: "preset", "data-key": "preset" },
      element("option", { value: "" }, "choose …"),
      presets.map((preset) => element("option", { value: preset.id, selected: calls.isPreset(preset) }, preset.title)));
    select.addEventListener("change", () => select.value && calls.preset(select.value));
    parts.push(element("label", { class: "field" }, "Networks to begin with", select));
  }
  if (run.recorded.network === "own" && sitesPossible) {
    const select = element("select", { id: "network", "data-key": "network" },
      element("option", { value: "own", selected: !onSites }, "as recorded"),
      element("option", { value: "sites", selected: onSites }, "sites around the internet"));
    select.addEventListener("change", () => calls.network(select.value));
    parts.push(element("label", { class: "field" }, "Network", select));
  }
  const periods = runs.filter((one) => one.series === run.series && one.period !== null).sort((a, b) => a.period - b.period);
  if (periods.length > 1) {
    parts.push(slider("period", "Sync period", periods.map((one) => one.period), run.period, (p) => p + " steps", "#def-period",
      (key, period, settled) => calls.period(periods.find((one) => one.period === period).id, settled)));
  }
  const has = (key) => onSites || run.recorded[key] !== null;
  const value = (key, usual) => {
    const now = valueOf(setting, run, key);
    return now === null || now === undefined ? usual : now;
  };
  if (onSites) {
    const counts = run.recorded.siteCounts;
    parts.push(slider("sites", "Sites", counts, value("sites", counts[Math.min(1, counts.length - 1)]), (n) => n + (n === 1 ? " site" : " sites"), null, calls.moved));
  }
  if (has("up")) parts.push(slider("up", onSites ? "Bandwidth up, from each site" : "Bandwidth up", withValue(RATES, run.recorded.up, setting.up), value("up", 1e9), bitRate, null, calls.moved));
  if (has("down")) parts.push(slider("down", onSites ? "Bandwidth down, to each site" : "Bandwidth down", withValue(RATES, run.recorded.down, setting.down), value("down", 1e9), bitRate, null, calls.moved));
  if (has("up") && has("down")) {
    const both = element("input", { type: "checkbox", id: "both", "data-key": "both" });
    both.checked = view.both;
    both.addEventListener("change", () => calls.both(both.checked));
    parts.push(element("label", { class: "check" }, both, "both directions alike"));
  }
  if (has("roundTripMillis")) parts.push(slider("roundTripMillis", "Round trip between sites", withValue(TRIPS, run.recorded.roundTripMillis, setting.roundTripMillis), value("roundTripMillis", 40), millis, "#def-trip", calls.moved));
  if (has("loss")) parts.push(slider("loss", "Packet loss of each line", withValue(LOSSES, run.recorded.loss, setting.loss), value("loss", 0), loss, null, calls.moved));
  if (!has("up")) parts.push(element("p", { class: "note" }, "The recorded network has no sliders for its lines" + (sitesPossible ? "; sites around the internet have." : ".")));
  parts.push(slider("spread", "Straggler spread", withValue(SPREADS, setting.spread), setting.spread === null ? 0 : setting.spread,
    (s) => (s === 0 ? "none" : "slowest " + percent(s) + " longer"), "#def-spread", calls.moved));
  show(holder, parts);
}

/** The cut lines, and when they are cut. */
export function drawCuts(holder, setting, names, calls) {
  if (setting.cuts.length === 0) {
    show(holder);
    return;
  }
  const from = setting.cutFromSeconds === null ? 10 : setting.cutFromSeconds;
  const lasting = setting.cutForSeconds === null ? 60 : setting.cutForSeconds;
  show(holder, element("div", { class: "cuts" },
    element("p", {}, "Cut: ", setting.cuts.map((cut) =>
      element("button", { type: "button", "data-key": "mend-" + cut, onclick: () => calls.cut(cut) }, "mend " + names(cut)))),
    slider("cutFromSeconds", "From", withValue(TIMES, from), from, (s) => duration(s) + " on", null, calls.moved),
    slider("cutForSeconds", "For", withValue(LASTING, lasting), lasting, duration, null, calls.moved)));
}
