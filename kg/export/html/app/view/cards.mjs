/** Pieces that several panels are made of: chips and rows of things, marked text. */

import { markText } from "../logic/marks.mjs";
import { button, element, swatch } from "./dom.mjs";
import { kindIcon } from "./icons.mjs";

/** `onOpen(number)` is called where a thing is chosen. */
export function makeCards(graph, onOpen) {
  function chip(number, ...notes) {
    const thing = graph.things[number];
    return button(
      { class: `chip ${thing.kind}`, onclick: () => onOpen(number) },
      kindIcon(thing.kind),
      element("span", {}, thing.label),
      ...notes,
    );
  }

  function paperRow(number, ...notes) {
    const paper = graph.things[number];
    const year = paper.year === null ? null : element("span", { class: "number" }, String(paper.year));
    const colour = graph.communityOf(paper)?.colour ?? "";
    return button(
      { class: "row", onclick: () => onOpen(number) },
      swatch(colour),
      element("span", { class: "text" }, paper.label, ...notes),
      year,
    );
  }

  function thingRow(number, ...notes) {
    const thing = graph.things[number];
    if (thing.kind === "paper") return paperRow(number, ...notes);
    return button(
      { class: "row", onclick: () => onOpen(number) },
      kindIcon(thing.kind),
      element("span", { class: "text" }, thing.label, ...notes),
    );
  }

  function list(rows, name = "rows") {
    return element("ul", { class: name }, ...rows.map((row) => element("li", {}, row)));
  }

  /** Stretches of text; what is mentioned is marked in the colour of its kind, says what found it, and leads there. */
  function markedText(stretches) {
    return stretches.map(({ text, mentions }) => {
      if (mentions.length === 0) return document.createTextNode(text);
      const [first] = mentions;
      const hover = mentions.map((mention) => describe(graph, mention)).join("\n");
      return element("mark", { class: first.relation, title: hover, onclick: () => onOpen(first.entity) }, text);
    });
  }

  return {
    chip,
    paperRow,
    thingRow,
    list,
    markedText,
    markedField: (paper, field) =>
      markedText(
        markText(
          paper[field],
          paper.mentions.filter((mention) => mention.field === field),
        ),
      ),
  };
}

function describe(graph, { entity, relation, rule, score }) {
  return `${graph.things[entity].label}: ${relation}, found by ${rule}, score ${score.toFixed(2)}`;
}
