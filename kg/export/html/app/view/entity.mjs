/** The panel of an entity. */

import { ROLES } from "../logic/kinds.mjs";
import { occursWith } from "../logic/company.mjs";
import { countOf, repositoryAddress } from "../logic/text.mjs";
import { button, element, section, webLink } from "./dom.mjs";

const MOST_COMPANY = 16;

export function entityPanel(graph, cards, entity, { onEvidence }) {
  const address = entity.kind === "repository" ? repositoryAddress(entity.label) : null;
  const edges = graph.edgesOf(entity.number);
  const roleOf = ({ links }) => ROLES.find(([role]) => links.some((link) => link.role === role))?.[0] ?? "";
  const company = occursWith(graph, entity.number).slice(0, MOST_COMPANY);
  return [
    element("h2", {}, entity.label),
    entity.aliases.length > 0
      ? element("p", { class: "byline origin" }, "Also called ", entity.aliases.join(" · "))
      : null,
    address ? element("p", { class: "byline" }, webLink(address)) : null,
    ...roleSection("Introduced by", "introduced"),
    ...roleSection("Used by", "used"),
    ...roleSection("Compared with by", "compared"),
    ...roleSection("Papers", ""),
    ...section(
      "Occurs with",
      company.length,
      cards.list(
        company.map(({ number, papers }) =>
          cards.chip(
            number,
            element("span", { class: "note", title: countOf(papers, "paper", "papers") }, String(papers)),
          ),
        ),
        "chips",
      ),
    ),
  ];

  function roleSection(name, role) {
    const inRole = edges.filter((edge) => roleOf(edge) === role);
    return section(name, inRole.length, cards.list(inRole.map(paperPair)));
  }

  function paperPair(edge) {
    const label = graph.things[edge.paper].label;
    return element(
      "span",
      { class: "pair wide" },
      cards.paperRow(edge.paper, asNote(edge)),
      button(
        {
          class: "why",
          title: "Why? The sentences",
          "aria-label": `Why ${label}? The sentences`,
          onclick: () => onEvidence(edge.paper, entity.number),
        },
        "“”",
      ),
    );
  }

  function asNote({ links }) {
    const others = links.filter(({ relation }) => relation !== entity.kind).map(({ relation }) => `as ${relation}`);
    return others.length > 0 ? element("span", { class: "note-line" }, [...new Set(others)].join(", ")) : null;
  }
}
