// The interactive part of the report: curves, legend, link colours. The tables and bars work without it.
(function () {
  "use strict";

  const data = JSON.parse(document.getElementById("data").textContent);
  const controls = document.getElementById("controls");
  const holder = document.getElementById("curves");
  const hidden = new Set();
  const COLUMN = { tokens: 1, time: 2, bytes: 3 };
  const LOSS = 4;
  const MOST_GRID_POINTS = 900;
  const STEEP_PART = 0.18;
  let chart = null;

  // ---- quantities -------------------------------------------------------------------------------------------------

  function digits(value) {
    const size = Math.abs(value);
    return size < 9.995 ? value.toFixed(2) : size < 99.95 ? value.toFixed(1) : value.toFixed(0);
  }

  // Name, size, and from which value on the unit is used.
  const TIME_UNITS = [["ns", 1e-9, 0], ["µs", 1e-6, 1e-6], ["ms", 1e-3, 1e-3], ["s", 1, 1], ["min", 60, 120],
    ["h", 3600, 7200], ["d", 86400, 360000]];
  const PREFIXES = ["", "k", "M", "G", "T", "P", "E"].map((name, i) => [name, Math.pow(1000, i), i && Math.pow(1000, i)]);

  function unitOf(kind, value) {
    return (kind === "time" ? TIME_UNITS : PREFIXES).filter((unit) => Math.abs(value) >= unit[2]).pop();
  }

  function quantity(kind, value) {
    if (value === 0) return "0";
    const unit = unitOf(kind, value);
    const name = kind === "bytes" ? unit[0] + "B" : kind === "tokens" ? unit[0] + " tokens" : unit[0];
    return digits(value / unit[1]) + " " + name.trim();
  }

  // ---- from curves to aligned columns -------------------------------------------------------------------------------

  // Loss of one curve at x by linear interpolation; null outside its range.
  function sample(xs, losses, grid) {
    const out = new Array(grid.length).fill(null);
    let at = 0;
    for (let i = 0; i < grid.length && xs.length > 0; i++) {
      const x = grid[i];
      if (x < xs[0] || x > xs[xs.length - 1]) continue;
      while (at < xs.length - 2 && xs[at + 1] < x) at++;
      const next = Math.min(at + 1, xs.length - 1);
      const width = xs[next] - xs[at];
      out[i] = width > 0 ? losses[at] + ((x - xs[at]) / width) * (losses[next] - losses[at]) : losses[next];
    }
    return out;
  }

  // Bytes stand still between exchanges: keep the last loss of every x, so that x grows.
  function ascending(points, column, log) {
    const xs = [];
    const losses = [];
    for (const point of points) {
      const x = point[column];
      if (log && x <= 0) continue;
      if (xs.length > 0 && x <= xs[xs.length - 1]) {
        losses[losses.length - 1] = point[LOSS];
      } else {
        xs.push(x);
        losses.push(point[LOSS]);
      }
    }
    return { xs: xs, losses: losses };
  }

  function columns(choice) {
    const curves = data.methods.map((method) =>
      method.seeds.map((seed) => ascending(seed[choice.y], COLUMN[choice.x], choice.log)));
    let grid = [...new Set(curves.flat().flatMap((curve) => curve.xs))].sort((a, b) => a - b);
    if (grid.length > MOST_GRID_POINTS) {
      const step = grid.length / MOST_GRID_POINTS;
      const last = grid[grid.length - 1];
      grid = Array.from({ length: MOST_GRID_POINTS }, (_, i) => grid[Math.floor(i * step)]);
      grid.push(last);
    }
    const methods = curves.map((seeds) => seeds.map((curve) => sample(curve.xs, curve.losses, grid)));
    return { grid: grid, methods: methods };
  }

  function combine(seeds, length, f) {
    return Array.from({ length: length }, (_, i) => {
      const values = seeds.map((seed) => seed[i]);
      return values.length === 0 || values.some((value) => value === null) ? null : f(values);
    });
  }

  // ---- the chart -----------------------------------------------------------------------------------------------------

  function css(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }

  function choice() {
    const form = new FormData(controls);
    return {
      x: form.get("x"), y: form.get("y"), seeds: form.get("seeds"),
      log: form.has("log"), full: form.has("full"),
    };
  }

  function build(chosen) {
    const aligned = columns(chosen);
    const table = [aligned.grid];
    const series = [{}];
    const bands = [];
    const means = [];
    data.methods.forEach((method, m) => {
      const seeds = aligned.methods[m];
      const colour = css(method.colour);
      const line = {
        label: method.label, stroke: colour, width: 2.2, spanGaps: true, points: { show: false },
        dash: method.baseline ? [7, 4] : undefined, show: !hidden.has(m),
      };
      if (chosen.seeds === "lines") {
        for (const seed of seeds) {
          table.push(seed);
          series.push(Object.assign({}, line, { width: 1.3 }));
        }
      } else if (seeds.length > 1) {
        const edge = { stroke: "transparent", width: 0, spanGaps: true, points: { show: false }, show: !hidden.has(m) };
        table.push(combine(seeds, aligned.grid.length, (v) => Math.max(...v)));
        table.push(combine(seeds, aligned.grid.length, (v) => Math.min(...v)));
        bands.push({ series: [series.length, series.length + 1], fill: colour + "2e" });
        series.push(edge, edge);
      }
      const mean = combine(seeds, aligned.grid.length, (v) => v.reduce((a, b) => a + b, 0) / v.length);
      means.push(mean);
      if (chosen.seeds !== "lines") {
        table.push(mean);
        series.push(line);
      }
    });
    return { table: table, series: series, bands: bands, means: means, grid: aligned.grid };
  }

  // The end of training is what is compared: unless the full range is asked for, leave out the steep first part.
  function lossRange(built, full) {
    const goals = data.targets.map((target) => target.loss);
    let low = Math.min(Infinity, ...goals);
    let high = Math.max(-Infinity, ...goals);
    built.means.forEach((mean, m) => {
      if (hidden.has(m)) return;
      const last = mean.findLastIndex((value) => value !== null);
      const start = full ? 0 : STEEP_PART * built.grid[last];
      mean.forEach((value, i) => {
        if (value === null) return;
        low = Math.min(low, value);
        if (built.grid[i] >= start) high = Math.max(high, value);
      });
    });
    if (low > high) return [0, 1];
    const margin = Math.max(1e-6, 0.06 * (high - low));
    return [low - margin, high + margin];
  }

  // A dot where a method's mean first meets a target.
  function drawCrossings(u, built) {
    const context = u.ctx;
    built.means.forEach((mean, m) => {
      if (hidden.has(m)) return;
      for (const target of data.targets) {
        const at = mean.findIndex((value) => value !== null && value <= target.loss);
        if (at < 1 || mean[at - 1] === null) continue;
        const share = (mean[at - 1] - target.loss) / (mean[at - 1] - mean[at]);
        const x = built.grid[at - 1] + share * (built.grid[at] - built.grid[at - 1]);
        context.beginPath();
        context.arc(u.valToPos(x, "x", true), u.valToPos(target.loss, "y", true), 4.5 * devicePixelRatio, 0, 2 * Math.PI);
        context.fillStyle = css(data.methods[m].colour);
        context.fill();
        context.lineWidth = 1.5 * devicePixelRatio;
        context.strokeStyle = css("page");
        context.stroke();
      }
    });
  }

  function drawTargets(u, built) {
    const context = u.ctx;
    context.save();
    context.strokeStyle = css("soft");
    context.fillStyle = css("soft");
    context.lineWidth = devicePixelRatio;
    context.font = 12 * devicePixelRatio + "px system-ui, sans-serif";
    context.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
    for (const target of data.targets) {
      const y = u.valToPos(target.loss, "y", true);
      if (y < u.bbox.top || y > u.bbox.top + u.bbox.height) continue;
      context.beginPath();
      context.moveTo(u.bbox.left, y);
      context.lineTo(u.bbox.left + u.bbox.width, y);
      context.stroke();
      context.textAlign = "right";
      context.fillText("target: " + target.label, u.bbox.left + u.bbox.width - 6, y - 5 * devicePixelRatio);
    }
    context.setLineDash([]);
    drawCrossings(u, built);
    context.restore();
  }

  function element(name, parent, text, style) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (style) made.className = style;
    parent.append(made);
    return made;
  }

  function showTip(u, tip, built, kind) {
    const at = u.cursor.idx;
    const rows = at === null || at === undefined || u.cursor.left < 0 ? [] : built.means
      .map((mean, m) => ({ m: m, value: mean[at] }))
      .filter((row) => row.value !== null && !hidden.has(row.m))
      .sort((a, b) => b.value - a.value);
    tip.hidden = rows.length === 0;
    if (tip.hidden) return;
    tip.replaceChildren();
    element("b", tip, quantity(kind, built.grid[at]));
    for (const row of rows) {
      const line = element("div", tip);
      const name = element("span", line);
      element("span", name, "", "key " + data.methods[row.m].colour);
      name.append(data.methods[row.m].label);
      element("span", line, row.value.toFixed(4));
    }
    const left = u.over.offsetLeft + u.cursor.left;
    const flip = u.cursor.left > u.over.clientWidth / 2;
    tip.style.left = Math.max(0, flip ? left - tip.offsetWidth - 14 : left + 14) + "px";
    tip.style.top = u.over.offsetTop + Math.min(u.cursor.top, u.over.clientHeight - tip.offsetHeight) + "px";
  }

  function options(chosen, built, tip) {
    const last = built.grid[built.grid.length - 1] || 1;
    const unit = unitOf(chosen.x, last);
    const names = {
      time: "projected time, " + unit[0], tokens: "tokens" + (unit[0] ? ", " + unit[0] : ""),
      bytes: "charged bytes per worker, " + unit[0] + "B",
    };
    const axis = { stroke: css("soft"), grid: { stroke: css("line"), width: 1 }, ticks: { stroke: css("line"), width: 1 },
      font: "12px system-ui, sans-serif", labelFont: "12px system-ui, sans-serif" };
    const plain = (value) => String(Number((value / unit[1]).toPrecision(4)));
    const number = (value) => (value === null ? "" : chosen.log ? quantity(chosen.x, value) : plain(value));
    return {
      width: holder.clientWidth,
      height: Math.round(Math.min(460, Math.max(300, holder.clientWidth * 0.48))),
      legend: { show: false },
      scales: {
        x: { time: false, distr: chosen.log ? 3 : 1 },
        y: { range: () => lossRange(built, chosen.full) },
      },
      axes: [
        Object.assign({}, axis, { label: chosen.log ? names[chosen.x].split(",")[0] : names[chosen.x], labelSize: 22, size: 34, values: (u, ticks) => ticks.map(number),
          splits: chosen.log ? undefined : (u, i, low, high) => ticks(low / unit[1], high / unit[1], u.width / 90).map((v) => v * unit[1]) }),
        Object.assign({}, axis, { label: chosen.y + " loss, nats per token", labelSize: 24, size: 52 }),
      ],
      cursor: { y: false, drag: { x: true, y: false }, points: { show: false } },
      series: built.series,
      bands: built.bands,
      hooks: { draw: chosen.y === "validation" ? [(u) => drawTargets(u, built)] : [], setCursor: [(u) => showTip(u, tip, built, chosen.x)] },
    };
  }

  // Round numbers between low and high, about as many as asked for.
  function ticks(low, high, count) {
    const rough = (high - low) / Math.max(2, count);
    const power = Math.pow(10, Math.floor(Math.log10(rough)));
    const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough);
    const found = [];
    for (let i = Math.ceil(low / step); i * step <= high * (1 + 1e-12); i++) found.push(i * step);
    return found;
  }

  function draw() {
    const chosen = choice();
    const built = build(chosen);
    if (chart !== null) chart.destroy();
    holder.replaceChildren();
    chart = null;
    if (built.grid.length === 0) {
      element("p", holder, "There is no finite loss to draw.", "none");
      return;
    }
    const tip = element("div", holder, "", "tip");
    tip.hidden = true;
    chart = new uPlot(options(chosen, built, tip), built.table, holder);
  }

  function legend() {
    const parent = document.getElementById("legend");
    data.methods.forEach((method, m) => {
      const button = element("button", parent);
      button.type = "button";
      button.setAttribute("aria-pressed", "true");
      element("span", button, "", "key " + method.colour);
      button.append(method.label);
      button.addEventListener("click", () => {
        if (!hidden.delete(m)) hidden.add(m);
        button.setAttribute("aria-pressed", String(!hidden.has(m)));
        draw();
      });
    });
  }

  // ---- link use --------------------------------------------------------------------------------------------------------

  function mix(from, to, share) {
    return "color-mix(in srgb, " + to + " " + Math.round(100 * share) + "%, " + from + ")";
  }

  // Bytes and use of the busiest of the links that a line stands for.
  function useOf(uses, ids) {
    const found = Object.hasOwn(uses, ids) ? [uses[ids]] : ids.split(" ").filter((id) => Object.hasOwn(uses, id)).map((id) => uses[id]);
    return found.reduce((a, b) => [Math.max(a[0], b[0]), Math.max(a[1], b[1])], [0, 0]);
  }

  function linkColours() {
    const drawn = document.querySelectorAll("#topology [data-link]");
    const select = document.getElementById("link-method");
    if (drawn.length === 0 || data.links.length === 0) return;
    const uses = data.links[select.value];
    const most = Math.max(1e-12, ...Object.values(uses).map((use) => use[0]));
    for (const link of drawn) {
      const use = useOf(uses, link.dataset.link);
      const share = Math.min(1, use[1]);
      const colour = share < 0.5 ? mix("var(--idle)", "var(--waiting)", 2 * share) : mix("var(--waiting)", "var(--exposed)", 2 * share - 1);
      for (const shape of link.matches("g") ? link.querySelectorAll("line, path, polyline") : [link]) {
        shape.style.stroke = colour;
        shape.style.strokeWidth = 2 + 5 * Math.sqrt(use[0] / most) + "px";
      }
    }
    const busiest = Math.max(0, ...Object.values(uses).map((use) => use[1]));
    document.getElementById("ramp-note").textContent =
      "Width: bytes. Busiest direction: " + Math.round(100 * busiest) + " % of its capacity over the run.";
    document.getElementById("ramp").hidden = false;
    select.closest("label").hidden = false;
  }

  // ---- start -----------------------------------------------------------------------------------------------------------

  legend();
  draw();
  linkColours();
  controls.hidden = false;
  controls.addEventListener("change", draw);
  document.getElementById("link-method").addEventListener("change", linkColours);
  const relative = document.getElementById("relative");
  relative.closest("label").hidden = false;
  relative.addEventListener("change", () =>
    document.getElementById("time-bars").classList.toggle("relative", relative.checked));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  addEventListener("beforeprint", () => {
    holder.style.width = "660px";
    draw();
  });
  addEventListener("afterprint", () => {
    holder.style.width = "";
    draw();
  });
  let width = holder.clientWidth;
  addEventListener("resize", () => {
    if (holder.clientWidth !== width) {
      width = holder.clientWidth;
      draw();
    }
  });
})();
