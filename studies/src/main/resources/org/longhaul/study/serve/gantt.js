// A step as a chart of workers over time, each with what it does and, beneath, the exchanges under way.

import { shape, show, element, withTip } from "./drawing.js";
import { bytes, duration, ticks, timeUnit } from "./quantities.js";

const ROW = 34;
const WORDS = { compute: "computing", exposed: "exchanging", waiting: "waiting for others", idle: "idle", exchange: "exchange under way" };

/** The steps of a window that can be shown. */
export function stepsOf(window) {
  const steps = [];
  for (let step = window.firstStep; step <= window.lastStep; step++) steps.push(step);
  return steps;
}

/** The step that is shown unless another is chosen: the first that exchanges something. */
export function firstStep(window) {
  const exchanging = window.exchanges.map((exchange) => exchange.step).filter((step) => step >= window.firstStep && step <= window.lastStep);
  return exchanging.length > 0 ? Math.min(...exchanging) : window.firstStep;
}

function lines(window, span, from) {
  const found = [
    `worker ${span.worker}: ${WORDS[span.kind]}${span.label ? ", " + span.label : ""}`,
    `${duration(span.to - span.from)}, from ${duration(span.from - from)} to ${duration(span.to - from)} of the step`,
  ];
  if (span.exchange !== null) {
    const exchange = window.exchanges[span.exchange];
    found.push(
      `${exchange.label}: ${exchange.pattern} by ${exchange.collective}, ${bytes(exchange.chargedBytes)} each, among workers ${exchange.workers}`,
      `takes ${duration(exchange.end - exchange.start)}; worker ${exchange.lastWorker} came last`);
  }
  return found;
}

/** Draws one step. */
export function drawGantt(holder, window, step) {
  const mine = window.spans.filter((span) => span.step === step);
  if (mine.length === 0) {
    show(holder, element("p", { class: "none" }, "Nothing of this step was kept."));
    return;
  }
  const working = mine.filter((span) => span.kind !== "exchange");
  const from = Math.min(...mine.map((span) => span.from));
  const to = Math.max(...(working.length > 0 ? working : mine).map((span) => span.to));
  const width = Math.max(300, holder.clientWidth || 320);
  const left = width < 480 ? 42 : 92;
  const workers = window.sites.length;
  const height = workers * ROW + 40;
  const x = (time) => left + ((width - left - 10) * (Math.min(Math.max(time, from), to) - from)) / (to - from || 1);
  const picture = shape("svg", { viewBox: `0 0 ${width} ${height}`, width: width, height: height, role: "group", "aria-label": `Step ${step} of ${window.method}, ${duration(to - from)}` });
  const [unit, size] = timeUnit(to - from);
  for (const mark of ticks(0, (to - from) / size, width < 480 ? 4 : 8)) {
    const at = x(from + mark * size);
    picture.append(
      shape("line", { class: "grid", x1: at, x2: at, y1: 0, y2: workers * ROW + 4 }),
      shape("text", { class: "tick middle", x: at, y: workers * ROW + 20 }, String(mark)));
  }
  picture.append(shape("text", { class: "tick end", x: width - 4, y: height - 2 }, unit + " of step " + step));
  for (let worker = 0; worker < workers; worker++) {
    const site = window.sites[worker];
    picture.append(shape("text", { class: "tick", x: 0, y: worker * ROW + 18 }, "w" + worker + (site && width >= 480 ? ", " + site.replace(/^spoke(\d+)$/, (all, n) => "site " + (Number(n) + 1)) : "")));
  }
  const near = window.spans.filter((span) => span.to > from && span.from < to);
  for (const span of near) {
    const isExchange = span.kind === "exchange";
    const begin = x(span.from);
    const wide = Math.max(1, x(span.to) - begin);
    const bar = shape("rect", {
      class: "span " + span.kind + (span.step === step ? "" : " other"), x: begin, width: wide,
      y: span.worker * ROW + (isExchange ? 24 : 4), height: isExchange ? 6 : 19, tabindex: span.step === step && wide > 2 ? 0 : null,
      role: "img", "aria-label": lines(window, span, from).join(". "),
    });
    picture.append(withTip(bar, () => lines(window, span, from)));
  }
  show(holder, picture, element("ul", { class: "categories" }, ["compute", "exposed", "waiting", "idle", "exchange"].map((kind) =>
    element("li", {}, element("i", { class: kind }), WORDS[kind]))));
}
