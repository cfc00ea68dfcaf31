// The page: holds the view, asks for what it needs, draws what comes.

import { drawControls, drawCuts, settingWords, valueOf } from "./controls.js";
import { drawCurves, key } from "./curves.js";
import { element, hideTip, show } from "./drawing.js";
import { drawFigures } from "./figures.js";
import { drawGantt, firstStep, stepsOf } from "./gantt.js";
import { drawLessons } from "./lessons.js";
import { PacketPanel } from "./packets.js";
import { Line, get } from "./server.js";
import { fromQuery, recorded, toQuery } from "./state.js";
import { drawLines, drawTopology, linkName } from "./topology.js";

const STEP_PATIENCE = 300;
const at = (id) => document.getElementById(id);

let runs = [];
let tour = { presets: [], lessons: [] };
let view = null;
let both = true;
let answer = null;
let other = null;
let windowOf = null;
let stepTimer = 0;

const runById = (id) => runs.find((run) => run.id === id) || null;
const run = () => runById(view.setting.run);
const figures = new Line("/api/figures", (got) => { answer = got; settled(); drawAnswer(); }, trouble);
const others = new Line("/api/figures", (got) => { other = got; drawAnswer(); }, trouble);
const steps = new Line("/api/step", (got) => { windowOf = got; drawStep(); }, (error) => show(at("gantt"), element("p", { class: "none" }, error.message)));
const packets = new PacketPanel(at("packets"), at("check"), at("stop-check"));

function trouble(error) {
  at("trouble").textContent = error.message;
  at("trouble").hidden = false;
}

function settled() {
  at("trouble").hidden = true;
}

// ---- changes of the view ----------------------------------------------------------------------------------------------

/** Takes a change of the view; `push` makes it a place to go back to. */
function change(changed, push) {
  view = { ...view, ...changed };
  const address = location.pathname + toQuery(view);
  if (push) history.pushState(null, "", address);
  else history.replaceState(history.state, "", address);
  ask();
}

/** While a slider moves the address stays; the place to go back to is made where it began. */
function move(changed, isSettled) {
  view = { ...view, ...changed };
  if (isSettled) {
    history.pushState(null, "", location.pathname + toQuery(view));
    drawPanel();
  }
  ask();
}

function ask() {
  const baseline = view.baseline;
  figures.ask({ setting: view.setting, baseline: baseline });
  if (view.other !== null) others.ask({ setting: view.other, baseline: baseline });
  else other = null;
  clearTimeout(stepTimer);
  stepTimer = setTimeout(askStep, STEP_PATIENCE);
}

function askStep() {
  const method = chosenMethod();
  if (method) steps.ask({ setting: view.setting, method: method });
}

function chosenMethod() {
  const labels = run().methods;
  return labels.includes(view.method) ? view.method : labels[0];
}

const calls = {
  moved(name, value, isSettled) {
    const setting = { ...view.setting, [name]: value };
    if (both && (name === "up" || name === "down")) {
      setting.up = value;
      setting.down = value;
      alike(name);
    }
    move({ setting: setting }, isSettled);
  },
  period: (id, isSettled) => move({ setting: { ...view.setting, run: id } }, isSettled),
  run: (id) => commit({ setting: recorded(id), other: null, baseline: null, method: null, step: null, hidden: [], lesson: null }),
  network: (network) => commit({ setting: { ...recorded(view.setting.run), network: network, spread: view.setting.spread } }),
  preset(id) {
    const preset = tour.presets.find((one) => one.id === id);
    commit({ setting: { ...recorded(view.setting.run), network: run().recorded.network === "sites" ? null : "sites", ...preset.setting } });
  },
  isPreset: (preset) => Object.entries(preset.setting).every(([name, value]) => valueOf(view.setting, run(), name) === value),
  both(on) {
    both = on;
    if (on) commit({ setting: { ...view.setting, down: valueOf(view.setting, run(), "up") } });
  },
  cut(id) {
    const cuts = view.setting.cuts.includes(id) ? view.setting.cuts.filter((one) => one !== id) : [...view.setting.cuts, id].sort();
    commit({ setting: { ...view.setting, cuts: cuts } });
  },
};

/** Lets the slider of the other direction follow while one is dragged. */
function alike(moved) {
  const mine = at("knob-" + moved);
  const theirs = at("knob-" + (moved === "up" ? "down" : "up"));
  if (mine && theirs && theirs.max === mine.max) {
    theirs.value = mine.value;
    theirs.setAttribute("aria-valuetext", mine.getAttribute("aria-valuetext"));
    theirs.previousElementSibling.textContent = mine.previousElementSibling.textContent;
  }
}

function commit(changed) {
  change(changed, true);
  drawPanel();
}

function choose(id) {
  if (id === null) {
    commit({ lesson: null, hidden: [] });
    return;
  }
  const lesson = tour.lessons.find((one) => one.id === id);
  const setting = { ...recorded(lesson.run), ...lesson.setting };
  both = setting.up === setting.down;
  commit({
    setting: setting, lesson: id, other: lesson.other ? { ...recorded(lesson.run), ...lesson.other } : null,
    hidden: lesson.hidden || [], method: lesson.method || null, step: null, baseline: null, log: false, bySteps: false,
  });
}

// ---- drawing ----------------------------------------------------------------------------------------------------------

function drawPanel() {
  drawControls(at("knobs"), { setting: view.setting, run: run(), runs: runs, presets: tour.presets, both: both }, calls);
  drawLessons(at("lessons"), tour.lessons, view.lesson, choose);
  at("compare").setAttribute("aria-pressed", String(view.other !== null));
  at("compare").textContent = view.other === null ? "Compare with this" : "End the comparison";
  at("swap").hidden = view.other === null;
  at("comparing").hidden = view.other === null;
  if (view.other !== null) at("comparing").textContent = "The controls move A. B: " + settingWords(view.other, runById(view.other.run)) + ".";
  at("explain").setAttribute("aria-expanded", String(view.explain));
  at("words").hidden = !view.explain;
  drawAxes();
}

function drawAxes() {
  const box = (name, words, on, toggle) => {
    const input = element("input", { type: "checkbox", "data-key": "axis-" + name });
    input.checked = on;
    input.addEventListener("change", () => toggle(input.checked));
    return element("label", { class: "check" }, input, words);
  };
  show(at("axes"),
    box("log", "logarithmic time", view.log, (on) => commit({ log: on })),
    box("steps", "over steps instead", view.bySteps, (on) => commit({ bySteps: on })));
}

function shown() {
  const list = [{ answer: answer, title: "A", words: settingWords(view.setting, run()) }];
  if (view.other !== null && other !== null) list.push({ answer: other, title: "B", words: settingWords(view.other, runById(view.other.run)) });
  return list;
}

function drawAnswer() {
  if (answer === null || !runById(answer.run)) return;
  hideTip();
  at("headline").textContent = answer.headline;
  at("speed").textContent = (answer.remembered ? "known already" : `simulated in ${Math.round(answer.millis)} ms`) + `, mean of ${answer.seeds} seed${answer.seeds === 1 ? ": no ranking" : "s"}`;
  show(at("words"), answer.words.map((paragraph) => element("p", {}, paragraph.about ? element("b", {}, paragraph.about + ". ") : null, paragraph.text)));
  drawCurves(at("curves"), shown(), { hidden: view.hidden, log: view.log, bySteps: view.bySteps });
  drawFigures(at("figures"), shown());
  show(at("legend"), answer.methods.map((method) => element("button", {
    type: "button", "data-key": "legend-" + method.label, "aria-pressed": String(!view.hidden.includes(method.label)),
    onclick: () => commit({ hidden: view.hidden.includes(method.label) ? view.hidden.filter((one) => one !== method.label) : [...view.hidden, method.label] }),
  }, key(method), method.label)));
  show(at("baseline"), answer.methods.map((method) => element("option", { value: method.label, selected: method.baseline }, method.label)));
  const chosen = chosenMethod();
  for (const select of document.querySelectorAll("select.of-method")) {
    show(select, answer.methods.map((method) => element("option", { value: method.label, selected: method.label === chosen }, method.label)));
  }
  drawNetwork();
  at("model").textContent = answer.network.fidelity === "flow" ? "as flows" : `by the network model ${answer.network.fidelity}, as the run states it`;
  at("command").textContent = answer.command.replace(" RUN", " " + (run().shipped ? "RUN" : answer.run));
}

function drawNetwork() {
  const method = answer.methods.find((one) => one.label === chosenMethod()) || answer.methods[0];
  drawTopology(at("topology"), answer.network, method, view.setting.cuts, calls.cut);
  drawLines(at("lines"), answer.network, method, view.setting.cuts, calls.cut);
  drawCuts(at("cuts"), view.setting, (id) => {
    const link = answer.network.links.find((one) => one.id === id);
    return link ? linkName(link, answer.network) : id;
  }, calls);
}

function drawStep() {
  if (windowOf === null) return;
  const possible = stepsOf(windowOf);
  const step = possible.includes(view.step) ? view.step : firstStep(windowOf);
  show(at("step"), possible.map((one) => element("option", { value: String(one), selected: one === step }, String(one))));
  drawGantt(at("gantt"), windowOf, step);
}

// ---- beginnings -------------------------------------------------------------------------------------------------------

function theme() {
  let kept = null;
  try {
    kept = localStorage.getItem("longhaul-theme");
  } catch {
    // A browser that keeps nothing shows what the system asks for.
  }
  const set = (name) => document.documentElement.setAttribute("data-theme", name);
  const select = at("theme");
  select.value = ["light", "dark", "contrast"].includes(kept) ? kept : "auto";
  set(select.value);
  select.addEventListener("change", () => {
    set(select.value);
    try {
      localStorage.setItem("longhaul-theme", select.value);
    } catch {
      // As above.
    }
  });
}

async function share() {
  const address = location.href.split("#")[0];
  try {
    await navigator.clipboard.writeText(address);
    at("shared").textContent = "The address of this view is on the clipboard; it holds everything that is set.";
  } catch {
    show(at("shared"), "The address of this view: ", element("a", { href: address }, address));
  }
}

function wire() {
  at("share").addEventListener("click", share);
  at("reset").addEventListener("click", () => commit({ setting: recorded(view.setting.run), lesson: null }));
  at("compare").addEventListener("click", () => commit({ other: view.other === null ? { ...view.setting } : null }));
  at("swap").addEventListener("click", () => commit({ setting: view.other, other: view.setting }));
  at("explain").addEventListener("click", () => commit({ explain: !view.explain }));
  at("baseline").addEventListener("change", (event) => commit({ baseline: event.target.value === run().baseline ? null : event.target.value }));
  for (const select of document.querySelectorAll("select.of-method")) {
    select.addEventListener("change", () => {
      commit({ method: select.value, step: null });
      clearTimeout(stepTimer);
      askStep();
    });
  }
  at("step").addEventListener("change", (event) => {
    commit({ step: Number(event.target.value) });
    drawStep();
  });
  at("check").addEventListener("click", () => packets.begin(view.setting, settingWords(view.setting, run())));
  at("controls").addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("popstate", restore);
  let resizing = 0;
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    clearTimeout(resizing);
    resizing = setTimeout(() => { drawAnswer(); drawStep(); }, 120);
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && hideTip());
}

function restore() {
  const before = view === null ? null : toQuery(view);
  view = fromQuery(location.search, runs[0].id);
  if (before === toQuery(view)) return;
  if (!run()) {
    trouble(new Error(`The address names the run ${view.setting.run}, which is not served here.`));
    view.setting = recorded(runs[0].id);
  }
  if (view.other !== null && !runById(view.other.run)) view.other = null;
  view.hidden = view.hidden.filter((label) => run().methods.includes(label));
  if (view.baseline !== null && !run().methods.includes(view.baseline)) view.baseline = null;
  both = valueOf(view.setting, run(), "up") === valueOf(view.setting, run(), "down");
  drawPanel();
  ask();
}

async function begin() {
  theme();
  try {
    runs = (await get("/api/runs")).runs;
    const read = await get("/lessons.json");
    const served = (lesson) => runs.some((one) => one.id === lesson.run && one.shipped);
    tour = { presets: read.presets, lessons: read.lessons.filter(served) };
    wire();
    const middle = runs.findIndex((one) => one.id === read.first);
    if (middle > 0) runs.unshift(...runs.splice(middle, 1));
    restore();
  } catch (error) {
    trouble(error);
  }
}

begin();
