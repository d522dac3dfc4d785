/** The panel of an edge: the sentences it rests on. */

import { evidenceOf } from "../logic/marks.mjs";
import { countOf } from "../logic/text.mjs";
import { element } from "./dom.mjs";

export function linkPanel(graph, cards, { paper: paperNumber, entity: entityNumber, links }) {
  const [paper, entity] = [graph.things[paperNumber], graph.things[entityNumber]];
  return [
    element("h2", {}, "Why these two are joined"),
    cards.list([cards.thingRow(paperNumber), cards.thingRow(entityNumber)]),
    element("ul", { class: "reasons" }, ...links.map((link) => element("li", {}, reason(link)))),
    ...evidenceBlocks(cards, paper, entity),
  ];
}

/** The sentences of `paper` that mention `entity`, as quotations. */
export function evidenceBlocks(cards, paper, entity) {
  const found = evidenceOf(paper, entity.number);
  if (found.length === 0)
    return [
      element("p", { class: "hint" }, "The source of the paper says so; its title and abstract do not mention it."),
    ];
  return found.map(({ field, stretches }) =>
    element(
      "blockquote",
      {},
      element("p", {}, ...cards.markedText(stretches)),
      element("p", { class: "hint" }, [placeOf(paper, field), ...findings(stretches)].join(" · ")),
    ),
  );
}

function placeOf(paper, field) {
  return field === "given" ? `given by the source, ${paper.sources.join(" or ")}` : field;
}

/** What found the mentions of some stretches, each once. */
function findings(stretches) {
  const mentions = stretches.flatMap((stretch) => stretch.mentions);
  return [...new Set(mentions.map(({ rule, score }) => `${rule} ${score.toFixed(2)}`))];
}

function reason({ relation, role, score, mentionCount }) {
  return `${[role, relation].filter((word) => word !== "").join(" ")} · score ${score.toFixed(2)} · ${countOf(mentionCount, "mention", "mentions")}`;
}
