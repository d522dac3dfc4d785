/** Keys and signs, in a dialog. */

import { KIND_NAMES } from "../logic/kinds.mjs";
import { button, element } from "./dom.mjs";
import { kindIcon } from "./icons.mjs";

const KEYS = [
  ["/", "search"],
  ["Esc", "close what is open"],
  ["f", "focus on what is open: two steps, one step, everything"],
  ["p", "pin or unpin what is open"],
  ["t", "table or map"],
  ["Alt ←  Alt →", "back, forward"],
  ["Arrows  +  −  0", "on the map: move, zoom, show all"],
  ["?", "these keys"],
];

export function makeHelp(dialog, control) {
  dialog.append(
    element("h2", { id: "help-title" }, "Keys and signs"),
    element(
      "dl",
      { class: "keys" },
      ...KEYS.flatMap(([keys, words]) => [element("dt", {}, element("kbd", {}, keys)), element("dd", {}, words)]),
    ),
    element(
      "ul",
      { class: "signs" },
      ...Object.entries(KIND_NAMES).map(([kind, name]) =>
        element("li", {}, kindIcon(kind), kind === "paper" ? name : element("mark", { class: kind }, name)),
      ),
    ),
    element(
      "p",
      { class: "hint" },
      "A paper has the colour of its community, an entity the colour and the shape of its kind, and so have the words that mention it. Big ones join more. Click a line to read the sentences it rests on.",
    ),
    button({ class: "small", onclick: () => dialog.close() }, "Close"),
  );
  control.addEventListener("click", () => dialog.showModal());
  return { open: () => dialog.showModal() };
}
