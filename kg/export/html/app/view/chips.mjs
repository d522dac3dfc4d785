/** What the map is narrowed to, said on the map and undone there. */

import { clipText } from "../logic/text.mjs";
import { button } from "./dom.mjs";

export function makeChips(container, graph, { onNear, onPath, onReset }) {
  const nameOf = (number) => clipText(graph.things[number].label, 40);

  function chip(words, undo, act) {
    return button({ class: "map-chip", "aria-label": `${words}: ${undo}`, title: undo, onclick: act }, words, " ✕");
  }

  return {
    update({ near, path, open, link }, part) {
      const chips = [];
      if (open !== null && graph.things[open].kind === "paper" && !part.papers.has(open))
        chips.push(chip("The filters hide the open paper", "show everything", onReset));
      if (near !== null)
        chips.push(
          chip(`Within ${near.steps === 1 ? "1 step" : "2 steps"} of ${nameOf(near.number)}`, "show everything", () =>
            onNear(null),
          ),
        );
      if (path !== null && (open !== null || link !== null))
        chips.push(button({ class: "map-chip", onclick: () => onPath(path) }, "← Back to the path"));
      container.replaceChildren(...chips);
    },
  };
}
