/** Searching things by name, for the search box and wherever else a thing is chosen. */

import { findMatches, makeIndex } from "../logic/search.mjs";
import { countOf } from "../logic/text.mjs";
import { makeCombobox } from "./combobox.mjs";
import { element } from "./dom.mjs";
import { kindIcon } from "./icons.mjs";

const MOST_SUGGESTIONS = 12;

/** `onChoose` is called with the number of one of `things`. */
export function makeSearch(input, list, graph, things, onChoose) {
  let index = null;

  function find(query) {
    index ??= makeIndex(graph, things);
    return findMatches(index, query, MOST_SUGGESTIONS);
  }

  function describe({ number, name }) {
    const thing = graph.things[number];
    const note = thing.kind === "paper" ? (thing.year ?? "") : countOf(thing.papers, "paper", "papers");
    const also = name === thing.label ? null : element("span", { class: "alias" }, name);
    return [
      kindIcon(thing.kind),
      element("span", {}, thing.label, also),
      element("span", { class: "note" }, String(note)),
    ];
  }

  makeCombobox(input, list, {
    find,
    describe,
    onChoose: ({ number }) => onChoose(number),
    none: "Nothing here has this name.",
  });
}
