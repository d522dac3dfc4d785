/** Things that were pinned, kept in a list. */

import { button, element, section } from "./dom.mjs";

export function makePins(container, graph, cards, { onUnpin, onClear }) {
  return {
    update(pins) {
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
