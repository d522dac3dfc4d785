/** The details of one paper or entity. */

const RELATION_NAMES = [
  ["repository", "Repositories"],
  ["dataset", "Datasets"],
  ["technique", "Techniques"],
  ["task", "Tasks"],
  ["metric", "Metrics"],
  ["keyword", "Keywords"],
];
const KIND_NAMES = {
  paper: "Paper",
  dataset: "Dataset",
  technique: "Technique",
  task: "Task",
  metric: "Metric",
  keyword: "Keyword",
  repository: "Repository",
};
const ROLE_ORDER = ["introduced", "used", "", "compared"];

function makePanel(container, graph, { onChoose, onClose }) {
  function thingButton(number, ...notes) {
    const thing = graph.things[number];
    const content = [kindIcon(thing.kind), element("span", {}, thing.label), ...notes];
    if (!graph.isDrawn(number)) return element("span", { class: `chip ${thing.kind}` }, ...content.slice(1));
    return button({ class: `chip ${thing.kind}`, onclick: () => onChoose(number) }, ...content);
  }

  function paperRow(number, ...notes) {
    const paper = graph.things[number];
    const colour = graph.communityOf(paper)?.colour ?? "";
    const text = element("span", { class: "text" }, paper.label, ...notes);
    return element("li", {}, button({ onclick: () => onChoose(number) }, swatch(colour), text, quietNumber(paper.year)));
  }

  function showPaper(number, paper) {
    return [
      element("h2", {}, ...paper.title.map(markedStretch)),
      paper.authors.length > 0 ? element("p", { class: "byline" }, paper.authors.join(", ")) : null,
      originLine(paper),
      addressList(paper),
      paper.abstract.length > 0 ? element("p", { class: "abstract" }, ...paper.abstract.map(markedStretch)) : null,
      ...RELATION_NAMES.flatMap(([relation, name]) => relationSection(paper, relation, name)),
      ...relatedSection(number),
      ...sourceSection(paper),
    ];
  }

  function relationSection(paper, relation, name) {
    const links = paper.links.filter((link) => link.relation === relation).sort(byRoleThenScore);
    const chips = links.map((link) => element("li", {}, linkChip(link)));
    return section(name, chips.length, element("ul", { class: "chips" }, ...chips));
  }

  function linkChip({ entity, role, score, mentions }) {
    const thing = graph.things[entity];
    const notes = [role && role !== "used" ? element("span", { class: "role" }, role) : null];
    if (thing.papers > 1) notes.push(element("span", { class: "note" }, String(thing.papers)));
    const chip = thingButton(entity, ...notes);
    chip.setAttribute("title", `score ${score.toFixed(2)}, ${plural(mentions, "mention", "mentions")}`);
    const address = thing.kind === "repository" ? repositoryAddress(thing.label) : null;
    return address ? element("span", {}, chip, " ", webLink(address, "open on GitHub")) : chip;
  }

  function relatedSection(number) {
    const rows = graph.relatedTo(number).map(({ paper, shared }) => {
      const labels = shared.map((entity) => graph.things[entity].label).join(", ");
      return paperRow(paper, labels ? element("span", { class: "related" }, labels) : null);
    });
    return section("Related papers", rows.length, element("ul", { class: "rows" }, ...rows));
  }

  function showEntity(number, entity) {
    const links = [...graph.papersOf(number)].sort((a, b) => byRole(a, b) || a.paper - b.paper);
    const papers = [...new Set(links.map((link) => link.paper))];
    const rows = papers.map((paper) => {
      const note = linkNote(links.filter((link) => link.paper === paper), entity.kind);
      return paperRow(paper, note ? element("span", { class: "related" }, note) : null);
    });
    const address = entity.kind === "repository" ? repositoryAddress(entity.label) : null;
    return [
      element("h2", {}, entity.label),
      entity.aliases.length > 0 ? element("p", { class: "byline origin" }, "Also: ", entity.aliases.join(" · ")) : null,
      address ? element("p", { class: "byline" }, webLink(address)) : null,
      ...section("Papers", rows.length, element("ul", { class: "rows" }, ...rows)),
    ];
  }

  function topLine(thing) {
    const community = thing.kind === "paper" ? graph.communityOf(thing) : null;
    return element(
      "div",
      { class: "top" },
      community ? swatch(community.colour) : kindIcon(thing.kind),
      element("span", {}, KIND_NAMES[thing.kind]),
      community ? element("span", { class: "community" }, `in ${community.name}`) : null,
      button({ class: "close", onclick: onClose }, "Close ✕"),
    );
  }

  return {
    show(number) {
      const thing = graph.things[number];
      const body = thing.kind === "paper" ? showPaper(number, thing) : showEntity(number, thing);
      container.replaceChildren(topLine(thing), ...body.filter((part) => part !== null));
      container.hidden = false;
      container.parentElement.scrollTop = 0;
      container.focus({ preventScroll: true });
    },
    clear() {
      container.replaceChildren();
      container.hidden = true;
    },
  };
}

function section(name, count, content) {
  if (count === 0) return [];
  return [element("h3", {}, `${name} `, element("span", { class: "number" }, String(count))), content];
}

function markedStretch([text, kind, hover]) {
  return kind ? element("mark", { class: kind, title: hover }, text) : document.createTextNode(text);
}

function quietNumber(value) {
  return value === null ? null : element("span", { class: "number" }, String(value));
}

function originLine({ venue, year }) {
  const parts = [venue, year === null ? "" : String(year)].filter((part) => part !== "");
  return parts.length > 0 ? element("p", { class: "origin" }, parts.join(" · ")) : null;
}

function addressList({ url, pages }) {
  const addresses = [...new Set([url, ...pages])].filter((address) => address !== "");
  if (addresses.length === 0) return null;
  return element("ul", { class: "links" }, ...addresses.map((address) => element("li", {}, webLink(address))));
}

function sourceSection({ sources }) {
  const items = sources.map((source) => element("li", { class: "hint" }, source));
  return section("Sources", items.length, element("ul", { class: "links" }, ...items));
}

function byRoleThenScore(a, b) {
  return byRole(a, b) || b.score - a.score || a.entity - b.entity;
}

function byRole(a, b) {
  return ROLE_ORDER.indexOf(a.role) - ROLE_ORDER.indexOf(b.role);
}

function linkNote(links, kind) {
  const notes = links.map(({ relation, role }) => (relation === kind ? role : [role, `as ${relation}`].filter(Boolean).join(" ")));
  return [...new Set(notes)].filter(Boolean).join(", ");
}

function repositoryAddress(label) {
  return /^[\w.-]+\/[\w.-]+$/.test(label) ? `https://github.com/${label}` : null;
}
