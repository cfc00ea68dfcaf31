// The network as a picture: lines coloured by their use, each of which can be cut and mended.

import { element, shape, show, withTip } from "./drawing.js";
import { bitRate, bytes, loss, millis, percent } from "./quantities.js";

const HEIGHT = 400;

/** A node's name for people: the hub of sites is the internet, a worker its number. */
export function nodeName(node, network) {
  const worker = network.workers.indexOf(node);
  if (worker >= 0) return "worker " + worker;
  const spoke = /^spoke(\d+)-switch$/.exec(node);
  if (spoke && isSites(network)) return "site " + (Number(spoke[1]) + 1);
  return node === "hub-switch" && isSites(network) ? "internet" : node.replace(/-switch$/, "");
}

function isSites(network) {
  return network.links.some((link) => link.from === "hub-switch" || link.to === "hub-switch");
}

/** A line's name for people. */
export function linkName(link, network) {
  return `${nodeName(link.from, network)} – ${nodeName(link.to, network)}`;
}

/** Lines that lead to a host without work lead nowhere that matters. */
function drawnLinks(network) {
  const degree = new Map();
  for (const link of network.links) for (const end of [link.from, link.to]) degree.set(end, (degree.get(end) || 0) + 1);
  const matters = (node) => degree.get(node) > 1 || network.workers.includes(node);
  return network.links.filter((link) => matters(link.from) && matters(link.to));
}

/** Leaves around what they hang on, what they hang on around the one that joins most, or on a ring. */
function layout(links, width) {
  const neighbours = new Map();
  for (const link of links) {
    for (const [a, b] of [[link.from, link.to], [link.to, link.from]]) {
      if (!neighbours.has(a)) neighbours.set(a, []);
      neighbours.get(a).push(b);
    }
  }
  const nodes = [...neighbours.keys()];
  const inner = nodes.filter((node) => new Set(neighbours.get(node)).size > 1);
  const ring = inner.length > 0 ? inner : nodes.slice();
  const joins = (node) => neighbours.get(node).filter((other) => ring.includes(other)).length;
  const places = new Map();
  const centre = [width / 2, HEIGHT / 2];
  const radii = [width * (width < 480 ? 0.31 : 0.33), HEIGHT * 0.29];
  const middle = ring.length === 1 ? ring[0] : ring.find((node) => ring.length > 3 && joins(node) >= ring.length - 1 && ring.filter((other) => joins(other) >= ring.length - 1).length === 1)
    || (ring.length === 3 ? ring.find((node) => joins(node) === 2 && ring.some((other) => joins(other) === 1)) : undefined);
  const around = ring.filter((node) => node !== middle);
  if (middle) places.set(middle, centre);
  around.forEach((node, i) => {
    const angle = Math.PI * ((2 * i) / around.length + (around.length === 2 ? 1 : around.length === 4 ? 1.25 : 1.5));
    places.set(node, [centre[0] + radii[0] * Math.cos(angle), centre[1] + radii[1] * Math.sin(angle)]);
  });
  for (const node of ring) {
    const leaves = nodes.filter((leaf) => !ring.includes(leaf) && neighbours.get(leaf)[0] === node);
    const [x, y] = places.get(node);
    const outward = node === middle ? 0 : Math.atan2((y - centre[1]) / radii[1], (x - centre[0]) / radii[0]);
    const whole = node === middle && around.length === 0;
    leaves.forEach((leaf, i) => {
      const spread = whole ? 2 * Math.PI : Math.PI * Math.min(1, 0.28 * (leaves.length - 1) + 0.01);
      const angle = outward + (whole ? (spread * i) / leaves.length : leaves.length === 1 ? 0 : spread * (i / (leaves.length - 1) - 0.5));
      const far = whole ? [width * 0.36, HEIGHT * 0.37] : [width < 480 ? 48 : 74, 60];
      places.set(leaf, [x + far[0] * Math.cos(angle), y + far[1] * Math.sin(angle)]);
    });
  }
  return places;
}

function grade(use) {
  return "use" + Math.min(5, Math.floor(use * 5.999 + (use > 0.001 ? 0.2 : 0)));
}

/** A figure of both ways: once where they are alike, else there and back. */
function ways(there, back, words) {
  return there === back ? words(there) : words(there) + " / " + words(back);
}

function description(link, network, uses, isCut) {
  const [there, back] = uses || [{ bytes: 0, use: 0 }, { bytes: 0, use: 0 }];
  const from = nodeName(link.from, network);
  const to = nodeName(link.to, network);
  return [
    `${from} – ${to}${isCut ? ", cut" : ""}`,
    `${from} → ${to}: ${bitRate(link.forward)}, ${percent(there.use)} in use, ${bytes(there.bytes)}`,
    `${to} → ${from}: ${bitRate(link.backward)}, ${percent(back.use)} in use, ${bytes(back.bytes)}`,
    `${ways(link.latencyMillis, link.backwardLatencyMillis, millis)} one way${link.loss > 0 || link.backwardLoss > 0 ? ", " + ways(link.loss, link.backwardLoss, loss) + " loss" : ""}`,
  ];
}

/** Two strands, one for each direction, on either side of the middle. */
function strands(a, b, uses) {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  const across = [(-(b[1] - a[1]) / length) * 3.2, ((b[0] - a[0]) / length) * 3.2];
  return [1, -1].map((side, i) =>
    shape("line", {
      class: "strand " + grade(uses ? uses[i].use : 0),
      x1: a[0] + side * across[0], y1: a[1] + side * across[1], x2: b[0] + side * across[0], y2: b[1] + side * across[1],
    }));
}

/** Draws the network with the use that a method makes of it. */
export function drawTopology(holder, network, method, cuts, toggle) {
  const links = drawnLinks(network);
  const width = Math.max(300, holder.clientWidth || 320);
  if (links.length > 400) {
    show(holder, element("p", { class: "none" }, `${links.length} lines are too many for a picture; the table has them.`));
    return;
  }
  const places = layout(links, width);
  const picture = shape("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width: width, height: HEIGHT, role: "group", "aria-label": "Network " + network.name });
  const texts = shape("g", { "aria-hidden": "true" });
  for (const link of links) {
    const a = places.get(link.from);
    const b = places.get(link.to);
    const uses = method.links[link.id] || null;
    const isCut = cuts.includes(link.id);
    const words = () => [...description(link, network, uses, isCut), isCut ? "choose to mend it" : "choose to cut it"];
    const group = shape("g", {
      class: "link" + (isCut ? " cut" : ""), role: "button", tabindex: 0, "aria-pressed": String(isCut),
      "aria-label": "Cut " + words().slice(0, -1).join(". "), "data-link": link.id, "data-key": "link-" + link.id,
    }, strands(a, b, uses), shape("line", { class: "hit", x1: a[0], y1: a[1], x2: b[0], y2: b[1] }));
    const middle = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    if (isCut) group.append(shape("text", { class: "cross", x: middle[0], y: middle[1] + 8 }, "✕"));
    group.addEventListener("click", () => toggle(link.id));
    group.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        toggle(link.id);
      }
    });
    picture.append(withTip(group, words));
    const busiest = uses ? Math.max(uses[0].use, uses[1].use) : 0;
    if (!isCut && !network.workers.includes(link.from) && !network.workers.includes(link.to)) {
      texts.append(shape("text", { class: "halo tick middle", x: middle[0], y: middle[1] + 4 }, percent(busiest)));
    }
  }
  for (const [node, [x, y]] of places) {
    const worker = network.workers.indexOf(node);
    if (worker >= 0) {
      texts.append(shape("circle", { class: "host", cx: x, cy: y, r: 12 }), shape("text", { class: "middle small", x: x, y: y + 4 }, String(worker)));
    } else {
      texts.append(shape("circle", { class: "switch", cx: x, cy: y, r: 9 }), shape("text", { class: "halo middle", x: x, y: y + 26 }, nodeName(node, network)));
    }
  }
  picture.append(texts);
  show(holder, picture);
}

/** The same as a table. */
export function drawLines(holder, network, method, cuts, toggle) {
  const heads = ["line", "there", "back", "one way", "loss", "in use, there", "back", ""];
  show(holder, element("table", {},
    element("thead", {}, element("tr", {}, heads.map((head, i) => element("th", { scope: "col", class: i > 0 ? "n" : null }, head)))),
    element("tbody", {}, network.links.map((link) => {
      const uses = method.links[link.id] || [{ use: 0 }, { use: 0 }];
      const isCut = cuts.includes(link.id);
      return element("tr", {},
        element("th", { scope: "row" }, linkName(link, network)),
        [bitRate(link.forward), bitRate(link.backward), ways(link.latencyMillis, link.backwardLatencyMillis, millis), ways(link.loss, link.backwardLoss, loss), percent(uses[0].use), percent(uses[1].use)].map((text) => element("td", { class: "n" }, text)),
        element("td", {}, element("button", { type: "button", "data-key": "line-" + link.id, "aria-pressed": String(isCut), "aria-label": "Cut " + linkName(link, network), onclick: () => toggle(link.id) }, isCut ? "mend" : "cut")));
    }))));
}
