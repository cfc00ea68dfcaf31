// The drawn curves of the report: an SVG that is read with a slider, zoomed with buttons or by dragging.
(function () {
  "use strict";

  const data = JSON.parse(document.getElementById("data").textContent);
  const controls = document.getElementById("controls");
  const holder = document.getElementById("curves");
  const cursor = document.getElementById("cursor");
  const hidden = new Set();
  const { unitOf, quantity, ticks, decades, ascending, sample, united, combine } = curveData;
  const COLUMN = { items: 1, time: 2, bytes: 3 };
  const STEEP_PART = 0.18;
  const MARK_EVERY = 84;
  const MANY_SEEDS = data.methods.some((method) => method.seeds.length > 1);
  // The page names no address, not even the name of SVG's elements.
  const SVG = Object.assign(document.createElement("div"), { innerHTML: "<svg></svg>" }).firstChild.namespaceURI;
  let drawn = null;
  let zoom = null;

  function curvesOf(chosen) {
    const log = chosen.log;
    return data.methods.map((method) => {
      const seeds = method.seeds.map((seed) => ascending(seed.curves[chosen.y.key], COLUMN[chosen.x], log, seed.ended));
      const virtual = method.seeds.map((seed) => ascending(seed.virtual[chosen.y.key], COLUMN[chosen.x], log, seed.ended));
      return { method: method, seeds: seeds, mean: combine(seeds), virtual: combine(virtual) };
    });
  }

  function choice() {
    const form = new FormData(controls);
    return {
      x: form.get("x"), y: data.choices.find((one) => one.key === form.get("y")), seeds: MANY_SEEDS ? form.get("seeds") : "band",
      log: form.has("log"), full: form.has("full"),
    };
  }

  // The end of training is what is compared: unless the full range is asked for, leave out the steep first part.
  function valueRange(curves, from, to, chosen) {
    const higher = chosen.y.higher;
    const goals = chosen.y.targets.map((target) => target.value);
    let low = Math.min(Infinity, ...goals);
    let high = Math.max(-Infinity, ...goals);
    curves.forEach((curve, m) => {
      if (hidden.has(m)) return;
      for (const part of [curve.mean, curve.virtual]) {
        if (part.xs.length === 0) continue;
        const start = chosen.full || zoom !== null ? from : STEEP_PART * part.xs[part.xs.length - 1];
        const before = sample(part, [start])[0];
        if (before !== null) [low, high] = higher ? [Math.min(low, before), high] : [low, Math.max(high, before)];
        part.values.forEach((value, i) => {
          if (part.xs[i] < from || part.xs[i] > to) return;
          if (!higher || part.xs[i] >= start) low = Math.min(low, value);
          if (higher || part.xs[i] >= start) high = Math.max(high, value);
        });
      }
    });
    if (low > high) return [0, 1];
    const margin = Math.max(1e-6, 0.06 * (high - low));
    return [low - margin, high + margin];
  }

  // ---- drawing --------------------------------------------------------------------------------------------------------

  function element(name, parent, text, style) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (style) made.className = style;
    parent.append(made);
    return made;
  }

  function shape(name, parent, attributes, text) {
    const made = document.createElementNS(SVG, name);
    for (const key of Object.keys(attributes)) made.setAttribute(key, attributes[key]);
    if (text) made.textContent = text;
    parent.append(made);
    return made;
  }

  // A stair through the points: level until the next evaluation, to `until` at the end.
  function stairs(plot, xs, values, until) {
    let path = "";
    xs.forEach((x, i) => {
      path += (i === 0 ? "M" + plot.x(x) + " " + plot.y(values[i]) : "H" + plot.x(x) + "V" + plot.y(values[i]));
    });
    return path + (xs.length > 0 ? "H" + plot.x(Math.max(until, xs[xs.length - 1])) : "");
  }

  function band(plot, curve) {
    const there = stairs(plot, curve.xs, curve.high, 0);
    let back = "";
    for (let i = curve.xs.length - 1; i >= 0; i--) {
      back += "V" + plot.y(curve.low[i]) + "H" + plot.x(curve.xs[i]);
    }
    return there + back + "Z";
  }

  // Where marks stand: evaluations at least MARK_EVERY pixels apart, shifted a little from method to method.
  function marked(plot, xs, m) {
    const found = [];
    let next = plot.left + (m * 23) % MARK_EVERY;
    xs.forEach((x, i) => {
      const at = plot.x(x);
      const last = i === xs.length - 1;
      if ((at >= next || last) && at >= plot.left - 0.5 && at <= plot.right + 0.5) {
        found.push(i);
        next = at + MARK_EVERY;
      }
    });
    return found;
  }

  function mark(parent, plot, method, x, value, style) {
    shape("path", parent, { d: method.mark, class: style, transform: "translate(" + plot.x(x) + " " + plot.y(value) + ")" });
  }

  function drawCurve(plot, layer, curve, m, chosen) {
    const method = curve.method;
    const group = shape("g", layer, { class: "curve " + method.colour });
    if (curve.virtual.xs.length > 0) {
      shape("path", group, { d: stairs(plot, curve.virtual.xs, curve.virtual.values, 0), class: "stroke virtual" });
      marked(plot, curve.virtual.xs, m + 2).forEach((i) =>
        mark(group, plot, method, curve.virtual.xs[i], curve.virtual.values[i], "mark-hollow"));
    }
    if (chosen.seeds === "lines") {
      for (const seed of curve.seeds) {
        shape("path", group, { d: stairs(plot, seed.xs, seed.values, 0), class: "stroke thin", "stroke-dasharray": method.dashes });
        marked(plot, seed.xs, m).forEach((i) => mark(group, plot, method, seed.xs[i], seed.values[i], "mark-shape"));
      }
    } else {
      if (curve.seeds.length > 1) shape("path", group, { d: band(plot, curve.mean), class: "band" });
      shape("path", group, { d: stairs(plot, curve.mean.xs, curve.mean.values, 0), class: "stroke", "stroke-dasharray": method.dashes });
      marked(plot, curve.mean.xs, m).forEach((i) => mark(group, plot, method, curve.mean.xs[i], curve.mean.values[i], "mark-shape"));
    }
  }

  // A ring where a method's mean first meets a target, a cross where its training ended before its budget.
  function drawPoints(plot, layer, curve) {
    const mean = curve.mean;
    const group = shape("g", layer, { class: "curve " + curve.method.colour });
    const chosen = plot.chosen.y;
    for (const target of chosen.targets) {
      const at = mean.values.findIndex((value) => (chosen.higher ? value >= target.value : value <= target.value));
      if (at >= 0) shape("circle", group, { cx: plot.x(mean.xs[at]), cy: plot.y(mean.values[at]), r: 7, class: "met" });
    }
    if (curve.method.ending && mean.xs.length > 0) {
      const last = mean.xs.length - 1;
      shape("path", group, { d: "M-6-6L6 6M6-6L-6 6", class: "stroke", transform: "translate(" + plot.x(mean.xs[last]) + " " + plot.y(mean.values[last]) + ")" });
    }
  }

  // Names beside the ends of the curves, pushed apart; where it is too narrow, the legend alone has them.
  function drawNames(plot, layer, curves) {
    const names = curves.map((curve, m) => ({ curve: curve, m: m }))
      .filter((entry) => !hidden.has(entry.m) && entry.curve.mean.xs.length > 0)
      .map((entry) => {
        const mean = entry.curve.mean;
        const method = entry.curve.method;
        const last = Math.max(0, mean.xs.filter((x) => plot.x(x) <= plot.right + 0.5).length - 1);
        const text = method.label + (method.ending ? " (" + method.ending.split(" ")[0] + ")" : "");
        const name = shape("text", layer, { class: "end-name " + method.colour }, text);
        const width = name.getBBox().width + 20;
        const left = Math.max(plot.left + 4, Math.min(plot.x(mean.xs[last]) + 11, plot.width - width));
        return { method: method, name: name, left: left, right: left + width, y: Math.max(plot.top + 10, plot.y(mean.values[last]) + 4) };
      })
      .sort((a, b) => a.y - b.y);
    const meet = (a, b) => a.right >= b.left && a.left <= b.right;
    names.forEach((name, i) => names.slice(0, i).filter((other) => meet(name, other)).forEach((other) => {
      name.y = Math.max(name.y, other.y + 16);
    }));
    names.slice().reverse().forEach((name, i, all) => {
      name.y = Math.min(name.y, plot.bottom - 4, ...all.slice(0, i).filter((other) => meet(name, other)).map((other) => other.y - 16));
    });
    for (const name of names) {
      name.name.setAttribute("x", name.left + 14);
      name.name.setAttribute("y", name.y);
      const key = shape("g", layer, { class: "curve " + name.method.colour });
      shape("path", key, { d: name.method.mark, class: "mark-shape", transform: "translate(" + (name.left + 6) + " " + (name.y - 4) + ")" });
    }
  }

  function drawAxes(plot, layer, chosen, from, to) {
    const unit = unitOf(chosen.x, to || 1);
    const names = {
      time: "projected time", items: data.items + " of all workers", bytes: "charged bytes per worker",
    };
    const plain = (value) => String(Number((value / unit[1]).toPrecision(4)));
    const suffix = chosen.x === "bytes" ? unit[0] + "B" : unit[0];
    const across = chosen.log ? decades(from, to) : ticks(from / unit[1], to / unit[1], (plot.right - plot.left) / 90).map((v) => v * unit[1]);
    for (const tick of across) {
      shape("path", layer, { d: "M" + plot.x(tick) + " " + plot.top + "V" + plot.bottom, class: "grid" });
      shape("text", layer, { x: plot.x(tick), y: plot.bottom + 18, class: "tick middle" }, chosen.log ? quantity(chosen.x, tick, data.items) : plain(tick));
    }
    for (const tick of ticks(plot.lowest, plot.highest, (plot.bottom - plot.top) / 55)) {
      shape("path", layer, { d: "M" + plot.left + " " + plot.y(tick) + "H" + plot.right, class: "grid" });
      shape("text", layer, { x: plot.left - 8, y: plot.y(tick) + 4, class: "tick end" }, String(Number(((chosen.y.share ? 100 : 1) * tick).toPrecision(6))));
    }
    shape("text", layer, { x: (plot.left + plot.right) / 2, y: plot.bottom + 40, class: "axis middle" },
      names[chosen.x] + (chosen.log || !suffix ? "" : ", " + suffix));
    shape("text", layer, { x: plot.left, y: plot.top - 9, class: "axis" }, chosen.y.axis);
  }

  function drawTargets(plot, layer) {
    for (const target of plot.chosen.y.targets) {
      const y = plot.y(target.value);
      shape("path", layer, { d: "M" + plot.left + " " + y + "H" + plot.right, class: "target" });
      shape("text", layer, { x: plot.right - 4, y: y - 5, class: "tick end halo" }, "target: " + target.label);
    }
  }

  function scale(curves, chosen) {
    const xs = united(curves.filter((curve, m) => !hidden.has(m)).flatMap((curve) => [curve.mean, curve.virtual]));
    const whole = [chosen.log ? xs[0] : 0, xs[xs.length - 1]];
    const range = zoom === null ? whole : zoom;
    const to = range[1] > range[0] ? range[1] : range[0] + (range[0] || 1);
    return { grid: xs.filter((x) => x >= range[0] && x <= to), from: range[0], to: to };
  }

  function draw() {
    const chosen = choice();
    const curves = curvesOf(chosen);
    holder.replaceChildren();
    drawn = null;
    const axis = scale(curves, chosen);
    document.getElementById("reader").hidden = axis.grid.length === 0;
    if (axis.grid.length === 0) {
      element("p", holder, hidden.size > 0 ? "No method is shown." : "There is no finite value to draw.", "none");
      return;
    }
    const width = Math.max(280, holder.clientWidth);
    const narrow = width < 560;
    const height = Math.round(Math.min(480, Math.max(310, width * 0.48)));
    const range = valueRange(curves, axis.from, axis.to, chosen);
    const longest = Math.max(...data.methods.map((method) => method.label.length + (method.ending ? 12 : 0)));
    const plot = {
      chosen: chosen, width: width, left: 52, top: 26, bottom: height - 48,
      right: width - (narrow ? 12 : Math.min(200, 44 + 7 * longest)), lowest: range[0], highest: range[1],
    };
    const position = (x) => (chosen.log ? Math.log(x / axis.from) / Math.log(axis.to / axis.from) : (x - axis.from) / (axis.to - axis.from));
    const tenth = (pixels) => Math.round(10 * pixels) / 10;
    plot.x = (x) => tenth(plot.left + Math.max(-2, Math.min(3, position(x))) * (plot.right - plot.left));
    plot.y = (value) => tenth(plot.bottom - Math.max(-3, Math.min(4, (value - range[0]) / (range[1] - range[0]))) * (plot.bottom - plot.top));

    const svg = shape("svg", holder, { viewBox: "0 0 " + width + " " + height, width: width, height: height, "aria-hidden": "true" });
    const clip = shape("clipPath", shape("defs", svg, {}), { id: "plot-area" });
    shape("rect", clip, { x: plot.left - 8, y: plot.top - 5, width: plot.right - plot.left + 16, height: plot.bottom - plot.top + 10 });
    drawAxes(plot, svg, chosen, axis.from, axis.to);
    drawTargets(plot, svg);
    const layer = shape("g", svg, { "clip-path": "url(#plot-area)" });
    const visible = curves.filter((curve, m) => !hidden.has(m));
    curves.forEach((curve, m) => hidden.has(m) || drawCurve(plot, layer, curve, m, chosen));
    visible.forEach((curve) => drawPoints(plot, layer, curve));
    if (!narrow) drawNames(plot, svg, curves);
    const line = shape("path", svg, { class: "crosshair" });
    drawn = { plot: plot, curves: curves, axis: axis, line: line, svg: svg };
    drag(drawn);
    cursor.max = axis.grid.length - 1;
    cursor.value = axis.grid.length - 1;
    read();
  }

  // ---- reading and zooming --------------------------------------------------------------------------------------------

  function read() {
    if (drawn === null) return;
    const x = drawn.axis.grid[Number(cursor.value)];
    const at = quantity(drawn.plot.chosen.x, x, data.items);
    const share = drawn.plot.chosen.y.share;
    const shown = (value) => (share ? (100 * value).toFixed(2) + "%" : value.toFixed(4));
    const words = [];
    drawn.curves.forEach((curve, m) => {
      // A method that ended early has no model to speak of afterwards.
      const gone = curve.method.ending && x > curve.mean.xs[curve.mean.xs.length - 1];
      const value = hidden.has(m) || gone ? null : sample(curve.mean, [x])[0];
      const virtual = hidden.has(m) ? null : sample(curve.virtual, [x])[0];
      const text = value === null ? "–" : shown(value) + (virtual === null || virtual === value ? "" : " (virtual " + shown(virtual) + ")");
      document.getElementById("value-" + m).textContent = hidden.has(m) ? "" : text;
      if (value !== null) words.push(curve.method.label + " " + text);
    });
    drawn.line.setAttribute("d", "M" + drawn.plot.x(x) + " " + drawn.plot.top + "V" + drawn.plot.bottom);
    document.getElementById("reading").textContent = at;
    cursor.setAttribute("aria-valuetext", at + ": " + words.join(", "));
  }

  function valueAt(event) {
    const plot = drawn.plot;
    const box = drawn.svg.getBoundingClientRect();
    const at = (event.clientX - box.left) * plot.width / box.width;
    const share = Math.max(0, Math.min(1, (at - plot.left) / (plot.right - plot.left)));
    return plot.chosen.log ? drawn.axis.from * Math.pow(drawn.axis.to / drawn.axis.from, share)
      : drawn.axis.from + share * (drawn.axis.to - drawn.axis.from);
  }

  function moveTo(x) {
    let best = 0;
    drawn.axis.grid.forEach((value, i) => {
      if (Math.abs(value - x) < Math.abs(drawn.axis.grid[best] - x)) best = i;
    });
    cursor.value = best;
    read();
  }

  function drag(picture) {
    let start = null;
    const mark = shape("rect", picture.svg, { class: "selected", y: picture.plot.top, height: picture.plot.bottom - picture.plot.top, width: 0 });
    picture.svg.addEventListener("pointerdown", (event) => {
      start = event.pointerType === "mouse" ? valueAt(event) : null;
      if (event.pointerType !== "mouse") moveTo(valueAt(event));
    });
    picture.svg.addEventListener("pointermove", (event) => {
      const x = valueAt(event);
      moveTo(x);
      if (start === null) return;
      const ends = [picture.plot.x(start), picture.plot.x(x)].sort((a, b) => a - b);
      mark.setAttribute("x", ends[0]);
      mark.setAttribute("width", ends[1] - ends[0]);
    });
    picture.svg.addEventListener("pointerup", (event) => {
      if (start === null) return;
      const ends = [start, valueAt(event)].sort((a, b) => a - b);
      start = null;
      mark.setAttribute("width", 0);
      if (picture.plot.x(ends[1]) - picture.plot.x(ends[0]) > 8) zoomTo(ends);
    });
    picture.svg.addEventListener("dblclick", () => zoomTo(null));
  }

  function zoomTo(range) {
    zoom = range;
    document.getElementById("zoom-out").disabled = range === null;
    draw();
  }

  function zoomIn() {
    const x = drawn.axis.grid[Number(cursor.value)];
    const log = drawn.plot.chosen.log;
    const quarter = log ? Math.pow(drawn.axis.to / drawn.axis.from, 0.25) : (drawn.axis.to - drawn.axis.from) / 4;
    const range = log ? [x / quarter, x * quarter] : [Math.max(0, x - quarter), x + quarter];
    zoomTo(range);
    moveTo(x);
  }

  function legend() {
    const parent = document.getElementById("legend");
    data.methods.forEach((method, m) => {
      const button = element("button", parent);
      button.type = "button";
      button.setAttribute("aria-pressed", "true");
      const key = shape("svg", button, { class: "key " + method.colour, viewBox: "0 0 34 12", "aria-hidden": "true" });
      shape("path", key, { class: "stroke", d: "M0 6H34", "stroke-dasharray": method.dashes });
      shape("path", key, { class: "mark-shape", d: method.mark, transform: "translate(17 6)" });
      element("span", button, method.label);
      if (method.ending) element("span", button, method.ending, "ending");
      element("span", button, "", "value").id = "value-" + m;
      button.addEventListener("click", () => {
        if (!hidden.delete(m)) hidden.add(m);
        button.setAttribute("aria-pressed", String(!hidden.has(m)));
        draw();
      });
    });
    if (data.methods.some((method) => method.seeds.some((seed) => Object.values(seed.virtual).some((points) => points.length > 0)))) {
      const note = element("p", parent, "", "note");
      const key = shape("svg", note, { class: "key", viewBox: "0 0 34 12", "aria-hidden": "true" });
      shape("path", key, { class: "stroke virtual", d: "M0 6H34" });
      note.append("Thin and dotted, virtual: the mean of the workers, held by nobody, not paid for. Strong: a model that somebody holds.");
    }
  }

  legend();
  draw();
  controls.hidden = false;
  document.getElementById("seeds-choice").hidden = !MANY_SEEDS;
  controls.addEventListener("change", () => {
    zoom = null;
    document.getElementById("zoom-out").disabled = true;
    draw();
  });
  cursor.addEventListener("input", read);
  document.getElementById("zoom-in").addEventListener("click", zoomIn);
  document.getElementById("zoom-out").addEventListener("click", () => zoomTo(null));
  let width = holder.clientWidth;
  addEventListener("resize", () => {
    if (holder.clientWidth !== width) {
      width = holder.clientWidth;
      draw();
    }
  });
})();
