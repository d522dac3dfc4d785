/** The panel of a paper. */

import { bibtexEntry, citationLine } from "../logic/citation.mjs";
import { KIND_NAMES, RELATIONS } from "../logic/kinds.mjs";
import { countOf, repositoryAddress } from "../logic/text.mjs";
import { button, copyText, element, saveFile, section, webLink } from "./dom.mjs";

const ROLE_ORDER = ["introduced", "used", "", "compared"];
const MOST_SHARED = 6;

export function paperPanel(graph, cards, paper, { onEvidence, onSaid }) {
  return [
    element("h2", {}, ...cards.markedField(paper, "title")),
    paper.authors.length > 0 ? element("p", { class: "byline" }, paper.authors.join(", ")) : null,
    originLine(paper),
    addressList(graph, paper),
    paper.abstract === ""
      ? element("p", { class: "hint" }, "No abstract was given.")
      : element("p", { class: "abstract" }, ...cards.markedField(paper, "abstract")),
    ...RELATIONS.flatMap(([relation, name]) => relationSection(relation, name)),
    ...relatedSection(),
    ...citationSection(paper, onSaid),
    ...sourceSection(cards, paper),
  ];

  function relationSection(relation, name) {
    const links = paper.links.filter((link) => link.relation === relation).sort(byRoleThenScore);
    return section(name, links.length, cards.list(links.map(linkChip), "chips"));
  }

  function linkChip({ entity, role, score, mentionCount }) {
    const thing = graph.things[entity];
    const why = `score ${score.toFixed(2)}, ${countOf(mentionCount, "mention", "mentions")}`;
    return element(
      "span",
      { class: "pair" },
      cards.chip(
        entity,
        role && role !== "used" ? element("span", { class: "role" }, role) : null,
        thing.papers > 1
          ? element("span", { class: "note", title: countOf(thing.papers, "paper", "papers") }, String(thing.papers))
          : null,
      ),
      button(
        {
          class: "why",
          title: `Why? ${why}`,
          "aria-label": `Why ${thing.label}? The sentences, ${why}`,
          onclick: () => onEvidence(paper.number, entity),
        },
        "“”",
      ),
    );
  }

  function relatedSection() {
    const rows = graph
      .relatedTo(paper.number)
      .map(({ paper: other, shared }) => cards.paperRow(other, sharedNote(shared)));
    return section("Related papers", rows.length, cards.list(rows));
  }

  function sharedNote(shared) {
    const labels = shared.slice(0, MOST_SHARED).map((entity) => {
      const { kind, label } = graph.things[entity];
      return element("span", { class: `shared ${kind}`, title: KIND_NAMES[kind] }, label);
    });
    const more = shared.length - labels.length;
    return element(
      "span",
      { class: "note-line" },
      "shares ",
      labels.flatMap((label, place) => (place === 0 ? [label] : [", ", label])),
      more > 0 ? ` and ${more} more` : null,
    );
  }
}

function originLine({ venue, year }) {
  const parts = [venue, year === null ? "" : String(year)].filter((part) => part !== "");
  return parts.length > 0 ? element("p", { class: "origin" }, parts.join(" · ")) : null;
}

function addressList(graph, { url, pages, links }) {
  const repositories = links
    .filter(({ relation }) => relation === "repository")
    .flatMap(({ entity }) => repositoryAddress(graph.things[entity].label) ?? []);
  const addresses = [...new Set([url, ...repositories, ...pages])].filter((address) => address !== "");
  if (addresses.length === 0) return null;
  return element(
    "ul",
    { class: "links" },
    ...addresses.map((address) =>
      element("li", {}, webLink(address, address.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, ""))),
    ),
  );
}

function citationSection(paper, onSaid) {
  const bibtex = bibtexEntry(paper);
  return section(
    "Cite",
    null,
    element("p", { class: "citation" }, citationLine(paper)),
    element("pre", { class: "bibtex", tabindex: "0", "aria-label": "BibTeX" }, bibtex),
    element(
      "p",
      { class: "actions" },
      button({ class: "small", onclick: () => copyText(bibtex, "BibTeX copied", onSaid) }, "Copy BibTeX"),
      button(
        { class: "small", onclick: () => copyText(citationLine(paper), "Citation copied", onSaid) },
        "Copy citation",
      ),
      button(
        {
          class: "small",
          onclick: () => saveFile(`${bibtex.match(/\{([^,]*),/)[1]}.bib`, "application/x-bibtex", bibtex),
        },
        "Save .bib",
      ),
    ),
  );
}

/** The files that the paper comes from, and what they say of it beside its title and abstract. */
function sourceSection(cards, paper) {
  if (paper.sources.length === 0) return [];
  const files = element("p", { class: "hint" }, paper.sources.join(", "));
  if (paper.given === "") return section("Source", null, files);
  return section("Source", null, files, element("p", { class: "given" }, "given: ", ...cards.markedField(paper, "given")));
}

function byRoleThenScore(a, b) {
  return ROLE_ORDER.indexOf(a.role) - ROLE_ORDER.indexOf(b.role) || b.score - a.score || a.entity - b.entity;
}
