/** The pages of a graph that is too big for one: where a thing has its page, and all names, unpacked. */

import { addressCode } from "./text.mjs";

/** All things of the graph: those on this page are its own, the others say `leaf`, the page that has them. */
export async function unpackThings(atlas, graph) {
  const bytes = Uint8Array.from(atob(atlas.index), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const rows = await new Response(stream).json();
  return rows.map(([id, label, leaf, number, ...aliases]) => {
    const here = graph.find(addressCode(id));
    if (here !== null) return graph.things[here];
    const kind = id.slice(0, id.indexOf("/"));
    const counted = kind === "paper" ? { year: number === 0 ? null : number } : { papers: number };
    return { id, kind, label, aliases, leaf: atlas.leaves[leaf], ...counted };
  });
}

/** The address of a thing on the page of its community. */
export function leafAddress([, address], { id }) {
  return `${address}#${addressCode(id)}`;
}

/** Where a thing is that an address asks for and this page does not have; null where nothing has it. */
export function elsewhere(things, fragment) {
  const code = fragment.replace(/^#/, "").split("&")[0];
  const thing = things.find(({ id, leaf }) => leaf !== undefined && addressCode(id) === code);
  return thing === undefined ? null : leafAddress(thing.leaf, thing);
}
