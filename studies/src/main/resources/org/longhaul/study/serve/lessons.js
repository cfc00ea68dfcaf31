// The guided tour: five lessons, each a setting with two sentences and something to try.

import { element, show } from "./drawing.js";

/** Draws the tour; the chosen lesson is opened. */
export function drawLessons(holder, lessons, chosen, choose) {
  const at = lessons.findIndex((lesson) => lesson.id === chosen);
  const list = element("ol", {}, lessons.map((lesson, i) =>
    element("li", {}, element("button", {
      type: "button", "data-key": "lesson-" + lesson.id, "aria-pressed": String(i === at), onclick: () => choose(i === at ? null : lesson.id),
    }, element("span", { class: "number" }, String(i + 1)), lesson.title))));
  const parts = [element("p", { class: "overline" }, "Five lessons"), list];
  if (at >= 0) {
    const lesson = lessons[at];
    parts.push(element("div", { class: "lesson", role: "status" },
      element("p", {}, lesson.sentences.join(" ")),
      element("p", { class: "try" }, element("b", {}, "Try: "), lesson.try),
      element("p", { class: "row" },
        element("button", { type: "button", "data-key": "previous", disabled: at === 0, onclick: () => choose(lessons[at - 1].id) }, "Previous"),
        element("button", { type: "button", "data-key": "next", disabled: at === lessons.length - 1, onclick: () => choose(lessons[at + 1].id) }, "Next lesson"),
        element("button", { type: "button", "data-key": "leave", onclick: () => choose(null) }, "Leave the tour"))));
  }
  holder.hidden = lessons.length === 0;
  show(holder, parts);
}
