// The other interactive parts of the report: link colours, shares, hints that a table goes on. All figures stand without it.
(function () {
  "use strict";

  const data = JSON.parse(document.getElementById("data").textContent);

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

  // Says that there is more beside what is seen, as long as there is.
  function hint(box) {
    const more = box.scrollWidth - box.clientWidth;
    box.classList.toggle("goes-on", more > 2 && box.scrollLeft < more - 2);
    box.classList.toggle("went-on", more > 2 && box.scrollLeft > 2);
    const note = box.nextElementSibling;
    if (note !== null && note.classList.contains("more")) note.hidden = more <= 2;
  }

  for (const box of document.querySelectorAll(".scroll")) {
    const note = document.createElement("p");
    note.className = "more";
    note.textContent = "There is more to the right: scroll sideways, or use the arrow keys.";
    box.after(note);
    box.addEventListener("scroll", () => hint(box), { passive: true });
    new ResizeObserver(() => hint(box)).observe(box);
    hint(box);
  }
  // Paper shows what is folded away on the screen.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    folded.forEach((details) => (details.open = true));
  });
  addEventListener("afterprint", () => folded.forEach((details) => (details.open = false)));
  linkColours();
  document.getElementById("link-method").addEventListener("change", linkColours);
  const relative = document.getElementById("relative");
  relative.closest("label").hidden = false;
  relative.addEventListener("change", () =>
    document.getElementById("time-bars").classList.toggle("relative", relative.checked));
})();
