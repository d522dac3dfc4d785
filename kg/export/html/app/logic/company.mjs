/** What an entity occurs with. */

/**
 * Other entities {number, papers, weight} that at least two of the entity's papers mention as well, the most telling first:
 * weight is the cosine of the two sets of papers, papers / sqrt(n m) (Salton and McGill 1983).
 */
export function occursWith(graph, number) {
  const together = new Map();
  for (const { paper } of graph.edgesOf(number)) {
    for (const { entity } of graph.edgesOf(paper))
      if (entity !== number) together.set(entity, (together.get(entity) ?? 0) + 1);
  }
  const own = graph.edgesOf(number).length;
  const company = [...together].filter(([, papers]) => papers > 1 || own === 1);
  const weighed = company.map(([other, papers]) => ({
    number: other,
    papers,
    weight: papers / Math.sqrt(own * graph.edgesOf(other).length),
  }));
  return weighed.sort((a, b) => b.weight - a.weight || a.number - b.number);
}
