/** The panel of a path: two papers, and step by step what leads from one to the other. */

import { countOf } from "../logic/text.mjs";
import { button, element } from "./dom.mjs";
import { evidenceBlocks } from "./link.mjs";
import { makeSearch } from "./search.mjs";

/** `steps` is the path as numbers, null where there is none; `onEnds({from, to})` is called with other ends. */
export function pathPanel(graph, cards, ends, steps, { onEnds, onReset, isFiltered }) {
  return [
    element("h2", {}, "Path between two papers"),
    element("div", { class: "ends" }, endField("from", "From"), endField("to", "To")),
    ...outcome(),
  ];

  function endField(end, name) {
    if (ends[end] !== null) {
      return element(
        "div",
        { class: "end" },
        element("span", { class: "end-name" }, name),
        cards.paperRow(ends[end]),
        button(
          { class: "small", "aria-label": `Change “${name}”`, onclick: () => onEnds({ ...ends, [end]: null }) },
          "Change",
        ),
      );
    }
    const input = element("input", { id: `path-${end}`, type: "text", placeholder: "Title or author…" });
    const list = element("ul", { id: `path-${end}-list`, hidden: "", "aria-label": `${name}: suggestions` });
    makeSearch(input, list, graph, graph.papers, ({ number }) => onEnds({ ...ends, [end]: number }));
    return element(
      "div",
      { class: "end" },
      element("label", { class: "end-name", for: `path-${end}` }, name),
      element("div", { class: "search" }, input, list),
    );
  }

  function outcome() {
    if (ends.from === null || ends.to === null)
      return [
        element(
          "p",
          { class: "hint" },
          "Choose two papers here or on the map: the path goes over what papers share, and rare things count for more than what everybody mentions.",
        ),
      ];
    if (steps === null) {
      return [
        element(
          "p",
          { class: "none" },
          isFiltered
            ? "Nothing that passes the filters leads from one to the other."
            : "Nothing in this graph leads from one to the other.",
        ),
        isFiltered ? button({ class: "small", onclick: onReset }, "Reset filters") : null,
      ];
    }
    const papers = steps.filter((_, place) => place % 2 === 0);
    return [
      element(
        "p",
        { class: "hint" },
        papers.length === 1 ? "These are one and the same paper." : countOf(papers.length - 1, "step", "steps"),
      ),
      element("ol", { class: "steps" }, ...steps.map(stepItem)),
    ];
  }

  function stepItem(number, place) {
    if (place % 2 === 0) return element("li", { class: "stop" }, cards.paperRow(number));
    const [before, entity, after] = [
      graph.things[steps[place - 1]],
      graph.things[number],
      graph.things[steps[place + 1]],
    ];
    return element(
      "li",
      { class: "way" },
      element(
        "p",
        {},
        "both mention ",
        cards.chip(
          number,
          element("span", { class: "note" }, countOf(graph.edgesOf(number).length, "paper", "papers")),
        ),
      ),
      element(
        "details",
        {},
        element("summary", {}, "The sentences"),
        ...evidenceBlocks(cards, before, entity),
        ...evidenceBlocks(cards, after, entity),
      ),
    );
  }
}
