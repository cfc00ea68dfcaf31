// The table of figures: a row a method, or two where two settings are compared.

import { element, show } from "./drawing.js";
import { key } from "./curves.js";
import { bytes, dollars, duration, factor, percent } from "./quantities.js";

const SHARES = [["compute", "computing"], ["exposed", "exchanging"], ["waiting", "waiting"], ["idle", "idle"]];

function shares(time) {
  const words = SHARES.filter(([name]) => time[name] >= 0.005).map(([name, word]) => `${word} ${percent(time[name])}`).join(", ");
  const bar = element("div", { class: "bar", "aria-hidden": "true" });
  for (const [name] of SHARES) {
    if (time[name] < 0.002) continue;
    const part = element("span", { class: name });
    part.style.width = 100 * time[name] + "%";
    bar.append(part);
  }
  return element("td", { class: "shares" }, bar, element("small", {}, words));
}

function best(methods, figure, lowest) {
  const values = methods.map(figure).filter((value) => value !== null && Number.isFinite(value));
  return values.length < 2 ? null : lowest ? Math.min(...values) : Math.max(...values);
}

function columns(answers) {
  const first = answers[0].answer;
  const all = answers.flatMap((one) => one.answer.methods);
  const priced = all.some((method) => method.dollars !== null);
  const measure = first.measure;
  const found = [
    { head: "val. " + measure.label, at: "def-loss", text: (m) => m.lastText || "–", value: (m) => m.lastValue, lowest: !measure.higherIsBetter },
    { head: "time", at: "def-time", text: (m) => (m.standing === "finished" ? duration(m.seconds) : "–"), value: (m) => (m.standing === "finished" ? m.seconds : null), lowest: true },
  ];
  if (first.target) {
    found.push({ head: "to " + first.target.label, at: "def-target", text: (m) => m.targetText || "–", value: (m) => m.targetSeconds, lowest: true });
  }
  found.push(
    { head: "sooner", at: "def-sooner", text: (m) => factor(m.speedUp), value: (m) => m.speedUp, lowest: false },
    { head: "where the time went", at: "def-shares", cell: (m) => shares(m.time) },
    { head: "charged", at: "def-charged", text: (m) => bytes(m.chargedBytes), value: (m) => m.chargedBytes, lowest: true },
    { head: "less", at: "def-less", text: (m) => factor(m.fewerChargedBytes), value: () => null },
    { head: "on links", at: "def-links", text: (m) => bytes(m.linkBytes), value: () => null },
    { head: "link use", at: "def-use", text: (m) => percent(m.busiestLinkUse), value: () => null });
  if (priced) found.push({ head: "price", at: "def-cost", text: (m) => (m.dollars === null ? "–" : dollars(m.dollars)), value: (m) => m.dollars, lowest: true });
  return found;
}

/** Draws the table. */
export function drawFigures(holder, answers) {
  const shown = columns(answers);
  const compared = answers.length > 1;
  const rows = [];
  const bests = answers.map((one) => shown.map((column) => (column.value ? best(one.answer.methods, column.value, column.lowest) : null)));
  answers[0].answer.methods.forEach((method, m) => {
    answers.forEach((one, a) => {
      const mine = one.answer.methods.find((other) => other.label === method.label) || null;
      const cells = [];
      if (a === 0) {
        cells.push(element("th", { scope: "rowgroup", rowspan: compared ? answers.length : null },
          key(method), method.label, method.baseline ? element("small", {}, "baseline") : null));
      }
      if (compared) cells.push(element("td", { class: "side" }, one.title));
      shown.forEach((column, c) => {
        if (mine === null) cells.push(element("td", {}, "–"));
        else if (column.cell) cells.push(column.cell(mine));
        else {
          const isBest = bests[a][c] !== null && column.value(mine) === bests[a][c];
          cells.push(element("td", { class: "n" + (isBest ? " best" : ""), "data-figure": column.at }, column.text(mine),
            isBest ? element("span", { class: "said" }, " (best)") : null));
        }
      });
      rows.push(element("tr", { class: a > 0 ? "second" : null, "data-method": method.label }, cells));
      // Where two settings are compared a head spans their rows, between which no other row fits.
      if (!compared && mine && mine.ending) {
        rows.push(element("tr", { class: "ending-row" }, element("td", { colspan: shown.length + 1 }, mine.ending)));
      }
    });
  });
  show(holder, element("table", {},
    element("thead", {}, element("tr", {},
      element("th", { scope: "col" }, "method"),
      compared ? element("th", { scope: "col" }, "setting") : null,
      shown.map((column) => element("th", { scope: "col", class: column.cell ? null : "n" }, element("a", { href: "#" + column.at }, column.head))))),
    element("tbody", {}, rows)));
}
