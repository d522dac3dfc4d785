/** What is bright on the map while something is open, and the path that is walked. */

import { walkableEdges } from "./filter.mjs";
import { otherEnd } from "./graph.mjs";
import { bestPath } from "./walk.mjs";

/** The path that the state asks for as numbers, null where an end is not chosen or nothing leads there. */
export function pathOf(graph, { path, filters }) {
  if (path === null || path.from === null || path.to === null) return null;
  return bestPath(walkableEdges(graph, filters), path.from, path.to);
}

/**
 * The things that are ringed, those that are lit and the edges between: the open thing with what it is joined to, an
 * edge with its ends, or a path; `numbers` is null where nothing is dimmed.
 */
export function litThings(graph, part, { open, link, path }, steps) {
  if (open !== null) {
    const isVisible = (number) => part.papers.has(number) || part.entities.has(number);
    const edges = graph.edgesOf(open).filter((edge) => isVisible(otherEnd(edge, open)));
    return { strong: [open], numbers: new Set([open, ...edges.map((edge) => otherEnd(edge, open))]), edges };
  }
  if (link !== null) return { strong: link, numbers: new Set(link), edges: [graph.edgeBetween(...link)] };
  if (path !== null && steps !== null)
    return { strong: steps, numbers: new Set(steps), edges: edgesAlong(graph, steps) };
  return { strong: [], numbers: null, edges: [] };
}

/** The edges of a path, whose even places are papers. */
function edgesAlong(graph, steps) {
  const papersAndEntities = steps
    .slice(1)
    .map((end, place) => (place % 2 === 0 ? [steps[place], end] : [end, steps[place]]));
  return papersAndEntities.map(([paper, entity]) => graph.edgeBetween(paper, entity));
}
