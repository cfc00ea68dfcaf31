// Numbers as people read them, as the program's tables write them.

function digits(value) {
  const size = Math.abs(value);
  return value.toFixed(size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

export function duration(seconds) {
  const size = Math.abs(seconds);
  if (!Number.isFinite(size)) return "–";
  if (size === 0) return "0 s";
  if (size < 0.9995e-6) return digits(seconds * 1e9) + " ns";
  if (size < 0.9995e-3) return digits(seconds * 1e6) + " µs";
  if (size < 0.9995) return digits(seconds * 1e3) + " ms";
  if (size < 119.95) return digits(seconds) + " s";
  if (size < 119.95 * 60) return digits(seconds / 60) + " min";
  if (size < 99.95 * 3600) return digits(seconds / 3600) + " h";
  return digits(seconds / 86400) + " d";
}

function scaled(value, unit, exact) {
  if (!Number.isFinite(value)) return "–";
  const prefixes = ["", "k", "M", "G", "T", "P", "E"];
  let prefix = 0;
  let size = value;
  while (Math.abs(size) >= 999.5 && prefix < prefixes.length - 1) {
    size /= 1000;
    prefix++;
  }
  const text = (prefix === 0 && size === Math.round(size)) || exact ? String(Number(size.toPrecision(4))) : digits(size);
  return text + " " + prefixes[prefix] + unit;
}

export const bytes = (value) => scaled(value, "B", false);

/** A rate that somebody sets: no more digits than it has. */
export const bitRate = (value) => scaled(value, "bit/s", true);

export const factor = (value) => (value === null ? "–" : value.toFixed(value >= 1000 ? 0 : 2) + "x");

export function percent(share) {
  if (share === null) return "–";
  return share > 0 && share < 0.005 ? "<1%" : Math.round(100 * share) + "%";
}

export function loss(share) {
  return share === 0 ? "none" : Number((100 * share).toPrecision(3)) + "%";
}

export const millis = (value) => Number(value.toPrecision(4)) + " ms";

export const dollars = (value) => "$" + value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Round numbers that part a range in about so many pieces. */
export function ticks(from, to, wanted) {
  const span = to - from;
  if (!(span > 0)) return [from];
  const power = 10 ** Math.floor(Math.log10(span / wanted));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => span / s <= wanted) || 10 * power;
  const found = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) found.push(Number((i * step).toPrecision(12)));
  return found;
}

/** The unit in which a time axis is written: its name and how many seconds it has. */
export function timeUnit(seconds) {
  if (seconds < 0.3) return ["ms", 1e-3];
  if (seconds < 180) return ["s", 1];
  if (seconds < 3 * 3600) return ["min", 60];
  if (seconds < 4 * 86400) return ["h", 3600];
  return ["d", 86400];
}
