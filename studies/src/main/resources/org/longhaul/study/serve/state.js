// The whole state of the view, and its form in the address: what differs from the defaults alone.

const NUMBERS = ["up", "down", "roundTripMillis", "loss", "sites", "spread", "cutFromSeconds", "cutForSeconds"];
const SHORT = {
  up: "up", down: "down", roundTripMillis: "rtt", loss: "loss", sites: "sites", spread: "spread",
  cutFromSeconds: "from", cutForSeconds: "for",
};

/** A setting as the server reads it: everything as recorded. */
export function recorded(run) {
  return {
    run: run, network: null, up: null, down: null, roundTripMillis: null, loss: null, sites: null, spread: null,
    cuts: [], cutFromSeconds: null, cutForSeconds: null,
  };
}

function settingWords(setting, into, prefix) {
  into.set(prefix + "run", setting.run);
  if (setting.network !== null) into.set(prefix + "net", setting.network);
  for (const key of NUMBERS) if (setting[key] !== null) into.set(prefix + SHORT[key], String(setting[key]));
  for (const cut of setting.cuts) into.append(prefix + "cut", cut);
}

function settingOf(words, prefix) {
  const run = words.get(prefix + "run");
  if (run === null) return null;
  const setting = recorded(run);
  const network = words.get(prefix + "net");
  if (network === "own" || network === "sites") setting.network = network;
  for (const key of NUMBERS) {
    const text = words.get(prefix + SHORT[key]);
    const value = text === null || text.trim() === "" ? NaN : Number(text);
    if (Number.isFinite(value)) setting[key] = value;
  }
  setting.cuts = [...new Set(words.getAll(prefix + "cut"))].sort();
  return setting;
}

/** The view as the query of an address. */
export function toQuery(state) {
  const words = new URLSearchParams();
  settingWords(state.setting, words, "");
  if (state.other !== null) settingWords(state.other, words, "b.");
  if (state.baseline !== null) words.set("base", state.baseline);
  if (state.lesson !== null) words.set("lesson", state.lesson);
  if (state.method !== null) words.set("method", state.method);
  if (state.step !== null) words.set("step", String(state.step));
  if (state.log) words.set("log", "1");
  if (state.bySteps) words.set("x", "steps");
  if (state.explain) words.set("explain", "1");
  for (const label of state.hidden) words.append("hide", label);
  return "?" + words.toString();
}

/** The view that a query stands for; what it does not say is as it is at first. */
export function fromQuery(query, firstRun) {
  const words = new URLSearchParams(query);
  const step = Number(words.get("step"));
  return {
    setting: settingOf(words, "") || recorded(firstRun),
    other: settingOf(words, "b."),
    baseline: words.get("base"),
    lesson: words.get("lesson"),
    method: words.get("method"),
    step: Number.isInteger(step) && step > 0 ? step : null,
    log: words.get("log") === "1",
    bySteps: words.get("x") === "steps",
    explain: words.get("explain") === "1",
    hidden: words.getAll("hide"),
  };
}
