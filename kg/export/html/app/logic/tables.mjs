/** The visible part as tables: their columns, and the rows in any column's order. */

import { foldText } from "./text.mjs";

/** Columns {name, title, isNumber, value}; the first one is what a row is called by. */
export function paperColumns(graph, part) {
  const joined = countEnds(part.edges, "paper");
  return [
    { name: "title", title: "Title", value: (paper) => paper.title },
    { name: "authors", title: "Authors", value: (paper) => paper.authors.join("; ") },
    { name: "year", title: "Year", isNumber: true, value: (paper) => paper.year },
    { name: "venue", title: "Venue", value: (paper) => paper.venue },
    { name: "community", title: "Community", value: (paper) => graph.communityOf(paper)?.name ?? "" },
    { name: "entities", title: "Entities", isNumber: true, value: (paper) => joined.get(paper.number) ?? 0 },
    { name: "related", title: "Related", isNumber: true, value: (paper) => graph.relatedTo(paper.number).length },
  ];
}

export function entityColumns(graph, part) {
  const joined = countEnds(part.edges, "entity");
  return [
    { name: "label", title: "Name", value: (entity) => entity.label },
    { name: "kind", title: "Kind", value: (entity) => entity.kind },
    { name: "papers", title: "Papers", isNumber: true, value: (entity) => joined.get(entity.number) ?? 0 },
    { name: "aliases", title: "Also called", value: (entity) => entity.aliases.join("; ") },
    { name: "community", title: "Community", value: (entity) => graph.communityOf(entity)?.name ?? "" },
  ];
}

export function visiblePapers(graph, part) {
  return graph.papers.filter(({ number }) => part.papers.has(number));
}

export function visibleEntities(graph, part) {
  return graph.entities.filter(({ number }) => part.entities.has(number));
}

/** The rows by one column's value, numbers by size, texts without regard to case; what is empty comes last. */
export function sortRows(rows, column, descending) {
  const keyed = rows.map((row) => ({ row, key: sortKey(column, row) }));
  const isEmpty = ({ key }) => key === null || key === "";
  const direction = descending ? -1 : 1;
  keyed.sort((a, b) => isEmpty(a) - isEmpty(b) || direction * compareKeys(a.key, b.key) || a.row.number - b.row.number);
  return keyed.map(({ row }) => row);
}

/** Tables with a header, ready for CSV. */
export function paperRows(graph, part) {
  const columns = [
    { name: "id", value: ({ id }) => id },
    ...paperColumns(graph, part),
    { name: "url", value: ({ url }) => url },
    { name: "sources", value: ({ sources }) => sources.join("; ") },
    { name: "abstract", value: ({ abstract }) => abstract },
  ];
  return tableRows(columns, visiblePapers(graph, part));
}

export function entityRows(graph, part) {
  return tableRows(
    [{ name: "id", value: ({ id }) => id }, ...entityColumns(graph, part)],
    visibleEntities(graph, part),
  );
}

export function linkRows(graph, part) {
  const header = ["paper_id", "paper", "relation", "role", "entity_id", "entity", "score", "mentions"];
  const rows = part.edges.flatMap(({ paper, entity, links }) =>
    links.map(({ relation, role, score, mentionCount }) => {
      const [from, to] = [graph.things[paper], graph.things[entity]];
      return [from.id, from.title, relation, role, to.id, to.label, score, mentionCount];
    }),
  );
  return [header, ...rows];
}

function tableRows(columns, things) {
  return [columns.map(({ name }) => name), ...things.map((thing) => columns.map(({ value }) => value(thing) ?? ""))];
}

function countEnds(edges, end) {
  const counts = new Map();
  for (const edge of edges) counts.set(edge[end], (counts.get(edge[end]) ?? 0) + 1);
  return counts;
}

function sortKey(column, row) {
  const value = column.value(row);
  return column.isNumber ? value : foldText(value ?? "");
}

function compareKeys(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
