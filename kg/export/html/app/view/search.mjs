/** Searching things by name, for the search box and wherever else a thing is chosen. */

import { findMatches, makeIndex } from "../logic/search.mjs";
import { countOf } from "../logic/text.mjs";
import { makeCombobox } from "./combobox.mjs";
import { element } from "./dom.mjs";
import { kindIcon } from "./icons.mjs";

const MOST_SUGGESTIONS = 12;

/** `onChoose` is called with one of `things`; what `searchIn` is given takes their place. */
export function makeSearch(input, list, graph, things, onChoose) {
  let index = null;
  const weightOf = ({ number, papers }) => (number === undefined ? (papers ?? 0) : graph.edgesOf(number).length);

  function find(query) {
    index ??= makeIndex(things, weightOf);
    return findMatches(index, query, MOST_SUGGESTIONS);
  }

  function describe({ thing, name }) {
    const note = thing.kind === "paper" ? (thing.year ?? "") : countOf(thing.papers, "paper", "papers");
    const also = name === thing.label ? null : element("span", { class: "alias" }, name);
    const where = thing.leaf === undefined ? null : element("span", { class: "alias" }, `→ ${thing.leaf[0]}`);
    return [
      kindIcon(thing.kind),
      element("span", {}, thing.label, also, where),
      element("span", { class: "note" }, String(note)),
    ];
  }

  const combobox = makeCombobox(input, list, {
    find,
    describe,
    onChoose: ({ thing }) => onChoose(thing),
    none: "Nothing here has this name.",
  });
  return {
    searchIn(all) {
      index = makeIndex(all, weightOf);
      if (!list.hidden) combobox.update();
    },
  };
}
