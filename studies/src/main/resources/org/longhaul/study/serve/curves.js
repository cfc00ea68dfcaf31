// Curves of all methods over simulated time or over steps. Axes stand still while a slider moves, as long as they can.

import { element, shape, show, showTip, hideTip } from "./drawing.js";
import { duration, ticks, timeUnit } from "./quantities.js";

const HEIGHT = 330;
const STEEP_PART = 0.22;
const MARK_EVERY = 90;

/** The next round time: an axis that ends there does not move with every change. */
function roundUp(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 3, 5, 7, 10].map((m) => m * power).find((m) => m >= value * 0.999);
}

/** Both ends of both axes, over one answer or two that are compared. */
function ranges(answers, hidden, options) {
  let last = 0;
  let first = Infinity;
  let low = Infinity;
  let high = -Infinity;
  for (const answer of answers) {
    for (const method of answer.methods) {
      const xs = options.bySteps ? method.curve.steps : method.curve.seconds;
      if (hidden.includes(method.label) || xs.length === 0) continue;
      last = Math.max(last, xs[xs.length - 1]);
      first = Math.min(first, xs.find((x) => x > 0) || Infinity);
      const steep = STEEP_PART * method.curve.steps[method.curve.steps.length - 1];
      method.curve.low.forEach((value, i) => {
        if (method.curve.steps[i] < steep) return;
        low = Math.min(low, value);
        high = Math.max(high, method.curve.high[i]);
      });
    }
    if (answer.target && answer.target.value !== null) {
      low = Math.min(low, answer.target.value);
      high = Math.max(high, answer.target.value);
    }
  }
  if (low > high) [low, high] = [0, 1];
  const margin = Math.max(1e-6, 0.06 * (high - low));
  const end = options.bySteps ? last : roundUp(last);
  const begin = options.log ? 10 ** Math.floor(Math.log10(Math.min(first, end / 10))) : 0;
  return { from: begin, to: end || 1, low: low - margin, high: high + margin };
}

function plotOf(width, range, options) {
  const left = 46;
  const right = width - (width < 480 ? 12 : 112);
  const top = 24;
  const bottom = HEIGHT - 42;
  const across = (x) =>
    options.log ? Math.log(Math.max(x, range.from) / range.from) / Math.log(range.to / range.from) : (x - range.from) / (range.to - range.from);
  return {
    left, right, top, bottom, width,
    x: (x) => Number((left + (right - left) * across(x)).toFixed(1)),
    y: (y) => Number((bottom - (bottom - top) * ((y - range.low) / (range.high - range.low))).toFixed(1)),
    at: (pixel) => {
      const share = Math.min(1, Math.max(0, (pixel - left) / (right - left)));
      return options.log ? range.from * (range.to / range.from) ** share : range.from + share * (range.to - range.from);
    },
  };
}

function axis(plot, range, options, label) {
  const layer = shape("g", {});
  const [unit, size] = options.bySteps ? ["", 1] : timeUnit(range.to);
  let marks = ticks(range.from / size, range.to / size, plot.width < 480 ? 4 : 7);
  if (options.log) {
    marks = [];
    for (let power = Math.floor(Math.log10(range.from)); 10 ** power <= range.to * 1.001; power++) marks.push(10 ** power / size);
  }
  for (const mark of marks) {
    const x = plot.x(mark * size);
    if (x < plot.left - 0.5 || x > plot.right + 0.5) continue;
    layer.append(
      shape("line", { class: "grid", x1: x, x2: x, y1: plot.top, y2: plot.bottom }),
      shape("text", { class: "tick middle", x: x, y: plot.bottom + 17 }, options.log && !options.bySteps ? duration(mark * size) : String(Number(mark.toPrecision(6)))));
  }
  for (const mark of ticks(range.low, range.high, 6)) {
    const y = plot.y(mark);
    layer.append(
      shape("line", { class: "grid", x1: plot.left, x2: plot.right, y1: y, y2: y }),
      shape("text", { class: "tick end", x: plot.left - 7, y: y + 4 }, String(Number(mark.toPrecision(6)))));
  }
  const name = options.bySteps ? "steps" : options.log ? "simulated time" : "simulated time, " + unit;
  layer.append(
    shape("text", { class: "tick middle", x: (plot.left + plot.right) / 2, y: HEIGHT - 6 }, name),
    shape("text", { class: "axis-name", x: 4, y: 12 }, label));
  return layer;
}

function stairs(plot, xs, values) {
  let path = "";
  xs.forEach((x, i) => {
    path += i === 0 ? `M${plot.x(x)} ${plot.y(values[i])}` : `H${plot.x(x)}V${plot.y(values[i])}`;
  });
  return path;
}

function band(plot, xs, low, high) {
  let back = "";
  for (let i = xs.length - 1; i >= 0; i--) back += `V${plot.y(low[i])}H${plot.x(xs[i])}`;
  return stairs(plot, xs, high) + back + "Z";
}

function drawn(plot, method, xs) {
  const group = shape("g", { class: "curve " + method.colour, "data-method": method.label });
  if (xs.length === 0) return group;
  const { mean, low, high } = method.curve;
  group.append(
    shape("path", { class: "band", d: band(plot, xs, low, high) }),
    shape("path", { class: "stroke", d: stairs(plot, xs, mean), "stroke-dasharray": method.dashes }));
  let next = plot.left;
  xs.forEach((x, i) => {
    const at = plot.x(x);
    if ((at >= next || i === xs.length - 1) && plot.y(mean[i]) >= plot.top) {
      group.append(shape("path", { class: "mark-shape", d: method.mark, transform: `translate(${at} ${plot.y(mean[i])})` }));
      next = at + MARK_EVERY;
    }
  });
  return group;
}

/** Names at the ends of curves, moved apart where they would lie on each other. */
function names(plot, methods, xsOf) {
  const places = methods
    .filter((method) => xsOf(method).length > 0)
    .map((method) => {
      const xs = xsOf(method);
      return { method, x: plot.x(xs[xs.length - 1]), y: plot.y(method.curve.mean[xs.length - 1]) };
    })
    .sort((a, b) => a.y - b.y);
  const layer = shape("g", {});
  const taken = [];
  for (const place of places) {
    const wide = 7.4 * place.method.label.length + 12;
    const end = place.x + wide > plot.width;
    const left = end ? place.x - wide : place.x + 9;
    const free = (y) => y > plot.top + 12 && y < plot.bottom - 4 && !taken.some((other) => Math.abs(other.y - y) < 15 && left < other.right && other.left < left + wide);
    const wanted = place.y + (end ? -10 : 4);
    const y = [0, 8, -8, 16, -16, 24, -24, 32, -32, 40, -40, 48, -48, -64, -80, -96].map((shift) => wanted + shift).find(free);
    if (y === undefined) continue;
    taken.push({ y, left, right: left + wide });
    layer.append(shape("text", { class: "end-name halo " + place.method.colour, x: left, y: y }, place.method.label));
  }
  return layer;
}

function chart(answer, title, width, range, options) {
  const plot = plotOf(width, range, options);
  const xsOf = (method) => (options.bySteps ? method.curve.steps : method.curve.seconds);
  const visible = answer.methods.filter((method) => !options.hidden.includes(method.label));
  const best = visible.map((m) => `${m.label} ${m.lastText || "–"} after ${duration(m.seconds)}`).join("; ");
  const picture = shape("svg", {
    viewBox: `0 0 ${width} ${HEIGHT}`, width: width, height: HEIGHT, role: "img",
    "aria-label": `${answer.measure.axis}, ${title}: ${best}`,
  });
  picture.append(axis(plot, range, options, answer.measure.axis));
  if (answer.target && answer.target.value !== null) {
    const y = plot.y(answer.target.value);
    picture.append(
      shape("line", { class: "target", x1: plot.left, x2: plot.right, y1: y, y2: y }),
      shape("text", { class: "tick end halo", x: plot.right, y: y - 5 }, "target: " + answer.target.label));
  }
  const clip = "plot-" + title.replace(/\W+/g, "-");
  picture.append(shape("defs", {}, shape("clipPath", { id: clip }, shape("rect", { x: plot.left, y: plot.top, width: plot.right - plot.left + 6, height: plot.bottom - plot.top }))));
  const layer = shape("g", { "clip-path": `url(#${clip})` });
  visible.forEach((method) => layer.append(drawn(plot, method, xsOf(method))));
  picture.append(layer, names(plot, visible, xsOf));
  read(picture, plot, visible, xsOf, options);
  return picture;
}

/** What all curves say at the time under the pointer. */
function read(picture, plot, visible, xsOf, options) {
  const line = shape("line", { class: "crosshair", y1: plot.top, y2: plot.bottom, x1: -9, x2: -9 });
  picture.append(line);
  picture.addEventListener("pointermove", (event) => {
    const box = picture.getBoundingClientRect();
    const pixel = ((event.clientX - box.left) / box.width) * plot.width;
    if (pixel < plot.left || pixel > plot.right) return;
    const x = plot.at(pixel);
    line.setAttribute("x1", pixel);
    line.setAttribute("x2", pixel);
    const lines = visible.map((method) => {
      const xs = xsOf(method);
      let i = -1;
      while (i + 1 < xs.length && xs[i + 1] <= x) i++;
      return `${method.label}: ${i < 0 ? "–" : method.curve.mean[i].toFixed(4)}${i === xs.length - 1 ? " (done)" : ""}`;
    });
    showTip(event.clientX, event.clientY, [options.bySteps ? `step ${Math.round(x)}` : duration(x), ...lines]);
  });
  picture.addEventListener("pointerleave", () => {
    hideTip();
    line.setAttribute("x1", -9);
    line.setAttribute("x2", -9);
  });
}

/** Draws one chart, or two beside each other on the same axes. */
export function drawCurves(holder, answers, options) {
  const range = ranges(answers.map((one) => one.answer), options.hidden, options);
  const room = holder.clientWidth || 320;
  const beside = answers.length > 1 && room > 700;
  const width = Math.floor(beside ? (room - 20) / 2 : room);
  show(holder, answers.map((one) =>
    element("figure", {},
      answers.length > 1 ? element("figcaption", {}, element("b", {}, one.title), " ", one.words) : null,
      chart(one.answer, one.title, width, range, options))));
  holder.classList.toggle("beside", beside);
}

/** The drawing that stands for a method's curve beside its name. */
export function key(method) {
  return shape("svg", { class: "key " + method.colour, viewBox: "0 0 34 12", "aria-hidden": "true" },
    shape("path", { class: "stroke", d: "M0 6H34", "stroke-dasharray": method.dashes }),
    shape("path", { class: "mark-shape", transform: "translate(17 6)", d: method.mark }));
}
