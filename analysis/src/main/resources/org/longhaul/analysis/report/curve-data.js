// Quantities in words, round numbers, and curves as functions of time, items or bytes.
const curveData = (function () {
  "use strict";

  const VALUE = 4;

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

  function quantity(kind, value, items) {
    if (value === 0) return "0";
    const unit = unitOf(kind, value);
    const name = kind === "bytes" ? unit[0] + "B" : kind === "items" ? unit[0] + " " + items : unit[0];
    return digits(value / unit[1]) + " " + name.trim();
  }

  // Round numbers between low and high, about as many as asked for.
  function ticks(low, high, count) {
    const rough = (high - low) / Math.max(2, count);
    const power = Math.pow(10, Math.floor(Math.log10(rough)));
    const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough);
    const found = [];
    for (let i = Math.ceil(low / step); i * step <= high * (1 + 1e-12) && found.length < 50; i++) found.push(i * step);
    return found;
  }

  function decades(low, high) {
    const found = [];
    for (let e = Math.floor(Math.log10(low)); e <= Math.log10(high); e++) {
      for (const factor of Math.log10(high / low) > 2.5 ? [1] : [1, 2, 5]) {
        const tick = factor * Math.pow(10, e);
        if (tick >= low && tick <= high) found.push(tick);
      }
    }
    return found;
  }

  // ---- from points to functions of x --------------------------------------------------------------------------------

  // The last value at every x; points where x stands still follow each other.
  function ascending(points, column, log, ended) {
    const xs = [];
    const values = [];
    for (const point of points) {
      const x = point[column];
      if (log && x <= 0) continue;
      if (xs.length > 0 && x <= xs[xs.length - 1]) {
        values[values.length - 1] = point[VALUE];
      } else {
        xs.push(x);
        values.push(point[VALUE]);
      }
    }
    return { xs: xs, values: values, ended: ended };
  }

  // The value that was known at each x of the grid: null before the first evaluation, kept after the last.
  function sample(curve, grid) {
    let at = -1;
    return grid.map((x) => {
      while (at + 1 < curve.xs.length && curve.xs[at + 1] <= x) at++;
      return at < 0 ? null : curve.values[at];
    });
  }

  function united(curves) {
    return [...new Set(curves.flatMap((curve) => curve.xs))].sort((a, b) => a - b);
  }

  // Mean, lowest and highest of the seeds, where each has a value.
  function combine(curves) {
    const xs = united(curves);
    const rows = curves.map((curve) => sample(curve, xs));
    // Where a seed did not train its whole budget the mean ends with it: divergence is never averaged away.
    const last = Math.min(Infinity, ...curves.filter((curve) => curve.ended && curve.xs.length > 0).map((curve) => curve.xs[curve.xs.length - 1]));
    const known = xs.map((x, i) => i).filter((i) => xs[i] <= last && rows.every((row) => row[i] !== null));
    const column = (f) => known.map((i) => f(rows.map((row) => row[i])));
    return {
      xs: known.map((i) => xs[i]),
      values: column((values) => values.reduce((a, b) => a + b, 0) / values.length),
      low: column((values) => Math.min(...values)),
      high: column((values) => Math.max(...values)),
    };
  }

  return { unitOf: unitOf, quantity: quantity, ticks: ticks, decades: decades, ascending: ascending, sample: sample,
    united: united, combine: combine };
})();
