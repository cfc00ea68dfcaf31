// Small helpers that make elements of HTML and SVG, and the one tip that follows the pointer.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes and children; a text is a child, too. Attributes that are null or false are left out. */
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same of SVG. */
export function shape(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

const tip = () => document.getElementById("tip");

/** Shows lines of text beside a point of the window. */
export function showTip(x, y, lines) {
  const box = tip();
  box.replaceChildren(...lines.map((line, i) => element(i === 0 ? "b" : "span", {}, line)));
  box.hidden = false;
  const width = box.offsetWidth;
  const height = box.offsetHeight;
  box.style.left = Math.max(4, Math.min(x + 14, window.innerWidth - width - 4)) + "px";
  box.style.top = Math.max(4, y + 18 + height > window.innerHeight ? y - height - 10 : y + 18) + "px";
}

export function hideTip() {
  tip().hidden = true;
}

/** A tip for a shape: on the pointer, and on the keyboard's focus. */
export function withTip(target, lines) {
  target.addEventListener("pointermove", (event) => showTip(event.clientX, event.clientY, lines()));
  target.addEventListener("pointerleave", hideTip);
  target.addEventListener("focus", () => {
    const box = target.getBoundingClientRect();
    showTip(box.left + Math.min(box.width, 60) / 2, box.bottom - 10, lines());
  });
  target.addEventListener("blur", hideTip);
  return target;
}

/** Replaces the content of an element; whoever has the focus keeps it by its data-key. */
export function show(holder, ...children) {
  const focused = document.activeElement;
  const key = focused && holder.contains(focused) ? focused.getAttribute("data-key") : null;
  holder.replaceChildren(...children.flat().filter((child) => child !== null));
  if (key !== null) {
    const again = holder.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (again) again.focus({ preventScroll: true });
  }
}
