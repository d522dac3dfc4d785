/** The graph in memory: papers and entities by number, who is joined to whom, and where they stand. */

import { addressCode, clipText } from "./text.mjs";

const SHORT = { paper: 44, entity: 32 };
const FIELDS = { t: "title", a: "abstract", g: "given" };

export function readGraph(data) {
  const things = [
    ...data.papers.map((card, number) => paperThing(card, number, data)),
    ...data.entities.map((card, index) => ({
      ...card,
      number: data.papers.length + index,
      shortLabel: clipText(card.label, SHORT.entity),
    })),
  ];
  const papers = things.slice(0, data.papers.length);
  const edges = joinPairs(papers);
  const edgesOf = groupByEnd(edges, things.length);
  const relatedOf = groupRelated(data.related, things.length);
  const byCode = new Map(things.map((thing) => [addressCode(thing.id), thing.number]));
  const entryOf = new Map(
    data.communities.flatMap((entry, index) => entry.communities.map((community) => [community, index])),
  );
  const places = new Map(data.network.nodes.map(({ id, x, y, size }) => [id, { x, y, size }]));
  return {
    things,
    papers,
    entities: things.slice(data.papers.length),
    edges,
    places,
    communities: data.communities,
    sources: data.sources,
    minPapers: data.min_papers,
    leastPapers: things.every(({ number }) => places.has(number)) ? 1 : data.min_papers,
    options: data.network.options,
    atlas: data.atlas,
    find: (code) => byCode.get(code) ?? null,
    edgesOf: (number) => edgesOf[number],
    edgeBetween: (paper, entity) => edgesOf[paper].find((edge) => edge.entity === entity) ?? null,
    relatedTo: (number) => relatedOf[number],
    communityIndex: (thing) => entryOf.get(thing.community) ?? null,
    communityOf: (thing) => data.communities[entryOf.get(thing.community)] ?? null,
  };
}

export function otherEnd(edge, number) {
  return edge.paper === number ? edge.entity : edge.paper;
}

function paperThing(card, number, { sources, finders }) {
  const mentions = card.mentions.map(([field, start, end, entity, finder, score]) => {
    const [relation, rule] = finders[finder];
    return { field: FIELDS[field], start, end, entity, relation, rule, score };
  });
  const links = card.links.map(([entity, relation, role, score, mentionCount]) => ({
    entity,
    relation,
    role,
    score,
    mentionCount,
  }));
  return {
    ...card,
    number,
    kind: "paper",
    label: card.title,
    shortLabel: clipText(card.title, SHORT.paper),
    aliases: [],
    mentions,
    links,
    sources: card.sources.map((source) => sources[source]),
  };
}

/** An edge for every paper and entity that are joined, with all the links between the two. */
function joinPairs(papers) {
  return papers.flatMap((paper) => {
    const pairs = new Map();
    for (const link of paper.links) {
      if (!pairs.has(link.entity)) pairs.set(link.entity, { paper: paper.number, entity: link.entity, links: [] });
      pairs.get(link.entity).links.push(link);
    }
    return [...pairs.values()];
  });
}

function groupByEnd(edges, size) {
  const groups = Array.from({ length: size }, () => []);
  for (const edge of edges) {
    groups[edge.paper].push(edge);
    groups[edge.entity].push(edge);
  }
  return groups;
}

function groupRelated(rows, size) {
  const groups = Array.from({ length: size }, () => []);
  for (const [paper, other, weight, shared] of rows) {
    groups[paper].push({ paper: other, weight, shared });
    groups[other].push({ paper, weight, shared });
  }
  for (const group of groups) group.sort((a, b) => b.weight - a.weight || a.paper - b.paper);
  return groups;
}
