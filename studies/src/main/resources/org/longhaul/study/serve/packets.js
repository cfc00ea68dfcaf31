// "Check with packets": begins a check, follows it, shows what came of it.

import { element, show } from "./drawing.js";
import { duration } from "./quantities.js";
import { post } from "./server.js";

const EVERY = 500;

function table(rows) {
  return element("table", {},
    element("thead", {}, element("tr", {}, ["what", "as flows", "packet by packet", "difference"].map((head, i) => element("th", { scope: "col", class: i > 0 ? "n" : null }, head)))),
    element("tbody", {}, rows.map((row) => element("tr", {},
      element("th", { scope: "row" }, row.what, row.note ? element("small", {}, row.note) : null),
      element("td", { class: "n" }, duration(row.flowSeconds)),
      element("td", { class: "n" }, row.packetSeconds === null ? "–" : duration(row.packetSeconds)),
      element("td", { class: "n" }, row.packetSeconds === null ? "–" : (100 * (row.packetSeconds / row.flowSeconds - 1)).toFixed(1) + "%")))));
}

/** Follows one check at a time. */
export class PacketPanel {
  constructor(holder, button, stopper) {
    this.holder = holder;
    this.button = button;
    this.stopper = stopper;
    this.id = null;
    stopper.addEventListener("click", () => this.id && post("/api/packets/stop", { id: this.id }).catch(() => {}));
  }

  async begin(setting, words) {
    this.button.disabled = true;
    this.stopper.hidden = false;
    this.words = words;
    try {
      this.id = (await post("/api/packets", { setting: setting })).id;
      for (let state = null; state === null || state.phase === "queued" || state.phase === "running"; ) {
        state = await post("/api/packets/state", { id: this.id });
        this.draw(state);
        if (state.phase === "queued" || state.phase === "running") await new Promise((done) => setTimeout(done, EVERY));
      }
    } catch (error) {
      show(this.holder, element("p", { class: "notice" }, error.message));
    } finally {
      this.id = null;
      this.button.disabled = false;
      this.stopper.hidden = true;
    }
  }

  draw(state) {
    const over = state.phase !== "queued" && state.phase !== "running";
    show(this.holder,
      element("p", { class: "note" }, "Of: " + this.words),
      state.refused ? element("p", { class: "notice" }, "The whole run is not simulated packet by packet: " + state.refused + ". Its different exchanges are, each alone:") : null,
      over ? element("p", {}, state.phase === "failed" ? "Failed: " + state.note : state.note[0].toUpperCase() + state.note.slice(1) + ".")
        : element("p", { class: "row" }, element("progress", { max: 1, value: state.share, "aria-label": "Check with packets" }), element("span", { class: "note" }, state.note)),
      state.rows.length > 0 ? element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Flows and packets" }, table(state.rows)) : null);
  }
}
