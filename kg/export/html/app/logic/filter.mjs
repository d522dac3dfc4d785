/** What is visible: filters over papers and links, and how many each option would leave. */

import { neighbourhood } from "./walk.mjs";

/** Nothing is filtered: empty lists let everything pass; `min` is how many papers an entity must join. */
export function openFilters(graph) {
  return { hidden: [], roles: [], communities: [], sources: [], from: null, to: null, min: graph.minPapers };
}

export function isOpen(graph, filters) {
  return JSON.stringify(filters) === JSON.stringify(openFilters(graph));
}

/**
 * The papers, entities and edges that pass; `near` ({number, steps}) keeps what is within so many steps of a thing.
 * With roles chosen, a paper passes by a link in one of them.
 */
export function visiblePart(graph, filters, near = null) {
  const passed = new Set(
    graph.papers
      .filter((paper) => Object.values(failures(graph, filters, paper)).every((fails) => !fails))
      .map(({ number }) => number),
  );
  const passing = passingEdges(graph, filters, passed);
  const joined = countByEntity(passing);
  const isDrawn = (entity) => joined.get(entity) >= filters.min && graph.places.has(entity);
  const whole = {
    papers: passed,
    entities: new Set([...joined.keys()].filter(isDrawn)),
    edges: passing.filter((edge) => isDrawn(edge.entity)),
  };
  return near === null ? whole : nearPart(whole, near);
}

/** The edges that pass the filters whatever `min` says: what a path may walk on. */
export function walkableEdges(graph, filters) {
  return passingEdges(graph, filters, visiblePart(graph, filters).papers);
}

/** For every option how many papers (of relations: how many entities) there are when the other filters stay as they are. */
export function countOptions(graph, filters) {
  const counts = {
    relations: new Map(),
    roles: new Map(),
    communities: new Map(),
    sources: new Map(),
    years: new Map(),
  };
  const passed = new Set();
  for (const paper of graph.papers) {
    const fails = failures(graph, filters, paper);
    const failing = Object.keys(fails).filter((facet) => fails[facet]);
    const passesBut = (facet) => failing.every((name) => name === facet);
    if (failing.length === 0) passed.add(paper.number);
    if (passesBut("communities")) add(counts.communities, graph.communityIndex(paper));
    if (passesBut("sources")) paper.sources.forEach((source) => add(counts.sources, source));
    if (passesBut("years") && paper.year !== null) add(counts.years, paper.year);
    if (passesBut("roles"))
      new Set(shownLinks(filters, paper.links).map(({ role }) => role)).forEach((role) => add(counts.roles, role));
  }
  const perRelation = new Map();
  for (const edge of graph.edges) {
    if (!passed.has(edge.paper) || !graph.places.has(edge.entity)) continue;
    for (const { relation, role } of edge.links) {
      if (filters.roles.length > 0 && !filters.roles.includes(role)) continue;
      if (!perRelation.has(relation)) perRelation.set(relation, new Map());
      add(perRelation.get(relation), edge.entity);
    }
  }
  for (const [relation, joined] of perRelation)
    counts.relations.set(relation, [...joined.values()].filter((papers) => papers >= filters.min).length);
  return counts;
}

function failures(graph, filters, paper) {
  const { communities, sources, roles, from, to } = filters;
  const hasYears = from !== null || to !== null;
  return {
    communities: communities.length > 0 && !communities.includes(graph.communityIndex(paper)),
    sources: sources.length > 0 && !paper.sources.some((source) => sources.includes(source)),
    years: hasYears && (paper.year === null || paper.year < (from ?? -Infinity) || paper.year > (to ?? Infinity)),
    roles: roles.length > 0 && !shownLinks(filters, paper.links).some(({ role }) => roles.includes(role)),
  };
}

function shownLinks({ hidden }, links) {
  return links.filter(({ relation }) => !hidden.includes(relation));
}

function passingEdges(graph, filters, papers) {
  const passes = ({ role }) => filters.roles.length === 0 || filters.roles.includes(role);
  return graph.edges.filter((edge) => papers.has(edge.paper) && shownLinks(filters, edge.links).some(passes));
}

function nearPart(whole, { number, steps }) {
  const reached = neighbourhood(whole.edges, number, steps);
  const isNear = (end) => reached.has(end);
  return {
    papers: new Set([...whole.papers].filter(isNear)),
    entities: new Set([...whole.entities].filter(isNear)),
    edges: whole.edges.filter((edge) => isNear(edge.paper) && isNear(edge.entity)),
  };
}

function countByEntity(edges) {
  const counts = new Map();
  for (const edge of edges) add(counts, edge.entity);
  return counts;
}

function add(counts, key) {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
