/** Things that were pinned, kept in a list. */

import { button, element, section } from "./dom.mjs";
import { recall, remember } from "./memory.mjs";

export function makePins(container, graph, cards, { onUnpin, onClear }) {
  let shown = null;

  return {
    update(pins) {
      if (shown !== null && shown.join() !== pins.join())
        remember(
          keyOf(graph),
          pins.map((number) => graph.things[number].id),
        );
      shown = pins;
      const rows = pins.map((number) =>
        element(
          "span",
          { class: "pair wide" },
          cards.thingRow(number),
          button(
            {
              class: "why",
              "aria-label": `Unpin ${graph.things[number].label}`,
              title: "Unpin",
              onclick: () => onUnpin(number),
            },
            "✕",
          ),
        ),
      );
      const clear = pins.length > 1 ? button({ class: "small", onclick: onClear }, "Unpin all") : null;
      container.replaceChildren(
        ...section("Pinned", pins.length, cards.list(rows), ...(clear === null ? [] : [clear])),
      );
      container.hidden = pins.length === 0;
    },
  };
}

/** The numbers of what was pinned on an earlier visit. */
export function keptPins(graph) {
  const numbers = new Map(graph.things.map(({ id, number }) => [id, number]));
  const kept = recall(keyOf(graph));
  return Array.isArray(kept) ? kept.flatMap((id) => numbers.get(id) ?? []) : [];
}

/** Pages of other graphs keep pins of their own. */
function keyOf(graph) {
  return `pins:${document.title}:${graph.things.length}`;
}
