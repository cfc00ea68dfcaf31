// Keeps clients asking a page for settings, and says how many were answered and how soon:
//   node load.mjs URL [SECONDS] [CLIENTS] [SETTINGS]
// Of 40 settings most answers are remembered ones; of 100000 none is, since each is another bandwidth.
const url = new URL("/", process.argv[2] || "http://localhost:8042/").href;
const seconds = Number(process.argv[3] || 60);
const clients = Number(process.argv[4] || 50);
const settings = Number(process.argv[5] || 40);
// Turns of one browser grow: a second run is another browser.
const run = "load-" + Date.now() + "-";
const end = Date.now() + seconds * 1000;
const statuses = new Map();
const waits = [];

async function client(number) {
  for (let turn = 1; Date.now() < end; turn++) {
    const body = { setting: { run: "every-16", up: 100000000 + Math.round(((number + turn) % settings) * (4000000000 / settings)) }, browser: run + number, turn: turn };
    const begun = performance.now();
    let status = "no answer";
    try {
      const response = await fetch(url + "api/figures", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
      const answer = await response.json();
      status = answer.superseded ? "overtaken" : response.status;
    } catch (error) {
      status = String(error.cause ? error.cause.code : error.message);
    }
    waits.push(performance.now() - begun);
    statuses.set(status, (statuses.get(status) || 0) + 1);
    await new Promise((done) => setTimeout(done, 50));
  }
}

await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
waits.sort((a, b) => a - b);
const at = (share) => Math.round(waits[Math.floor(share * (waits.length - 1))]);
console.log(Object.fromEntries(statuses), `waits: median ${at(0.5)} ms, 99 % ${at(0.99)} ms, longest ${at(1)} ms`);
