/** Light, dark, or as the system says; the choice is kept where the browser lets a page keep one. */

import { hexColour } from "../logic/colour.mjs";
import { KIND_NAMES } from "../logic/kinds.mjs";
import { recall, remember } from "./memory.mjs";

const CHOICES = [
  ["auto", "◐", "as the system says"],
  ["light", "☀", "light"],
  ["dark", "☾", "dark"],
];

export function makeTheme(control, onChange) {
  let place = Math.max(
    0,
    CHOICES.findIndex(([name]) => name === recall("theme")),
  );

  function apply() {
    const [name, sign, words] = CHOICES[place];
    document.documentElement.dataset.theme = name;
    control.textContent = sign;
    control.setAttribute("aria-label", `Colours: ${words}`);
    control.title = `Colours: ${words}`;
  }

  control.addEventListener("click", () => {
    place = (place + 1) % CHOICES.length;
    remember("theme", CHOICES[place][0]);
    apply();
    onChange();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", onChange);
  apply();
}

/** The colours of the style sheet by name, as #rrggbb. */
export function readColours() {
  const probe = document.createElement("span");
  document.body.append(probe);
  const names = ["ground", "surface", "text", "quiet", ...Object.keys(KIND_NAMES)];
  const colours = names.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, hexColour(getComputedStyle(probe).color)];
  });
  probe.remove();
  return Object.fromEntries(colours);
}
