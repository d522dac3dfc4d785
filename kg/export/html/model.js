/** The graph in memory: papers and entities by number, and who is joined to whom. */

function readGraph(data) {
  const things = [...data.papers.map(paperThing), ...data.entities.map(entityThing)];
  const nodes = new Map(data.network.nodes.map((node) => [node.id, node]));
  const papersOf = groupPapersByEntity(data.papers);
  const relatedOf = groupRelated(data.related);
  const numberOf = new Map(things.map((thing, number) => [hashOf(thing.id), number]));
  const communityOf = new Map(
    data.communities.flatMap((entry) => entry.communities.map((community) => [community, entry])),
  );
  return {
    things,
    nodes,
    kinds: data.kinds,
    communities: data.communities,
    network: data.network,
    isDrawn: (number) => nodes.has(number),
    papersOf: (number) => papersOf.get(number) ?? [],
    relatedTo: (number) => relatedOf.get(number) ?? [],
    communityOf: (thing) => communityOf.get(thing.community) ?? null,
    findByHash: (hash) => numberOf.get(hash) ?? null,
  };
}

function paperThing(card) {
  return { ...card, kind: "paper", label: card.title.map(([text]) => text).join(""), aliases: [] };
}

function entityThing(card) {
  return { ...card, links: [] };
}

function groupPapersByEntity(papers) {
  const groups = new Map();
  papers.forEach((card, paper) => {
    for (const { entity, relation, role } of card.links) {
      if (!groups.has(entity)) groups.set(entity, []);
      groups.get(entity).push({ paper, relation, role });
    }
  });
  return groups;
}

function groupRelated(rows) {
  const groups = new Map();
  for (const { papers, weight, shared } of rows) {
    for (const [paper, other] of [papers, [...papers].reverse()]) {
      if (!groups.has(paper)) groups.set(paper, []);
      groups.get(paper).push({ paper: other, weight, shared });
    }
  }
  for (const group of groups.values()) group.sort((a, b) => b.weight - a.weight || a.paper - b.paper);
  return groups;
}

/** The fragment of the address that names a thing, spelt as the browser spells it. */
function hashOf(id) {
  const address = new URL(location.href);
  address.hash = id;
  return address.hash;
}

/** Numbers of the drawn things that a thing is joined to. */
function neighboursOf(graph, number) {
  const joined =
    graph.things[number].kind === "paper"
      ? graph.things[number].links.map((link) => link.entity)
      : graph.papersOf(number).map((link) => link.paper);
  return [...new Set(joined)].filter(graph.isDrawn);
}
