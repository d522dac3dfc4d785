/** Search over titles, labels, aliases and authors: case and accents do not count, any part of a name matches. */

import { foldText } from "./text.mjs";

/** What `findMatches` looks in; folded once, because folding is most of the work. `weightOf(thing)` breaks ties. */
export function makeIndex(things, weightOf) {
  return things.map((thing, place) => {
    const names = [thing.label, ...thing.aliases, ...(thing.authors ?? [])];
    return {
      thing,
      place,
      weight: weightOf(thing),
      names,
      keys: names.map(foldText),
      isPaper: thing.kind === "paper",
    };
  });
}

/**
 * The best matches {thing, name}, at most `limit`: labels before other names, then by how the name matches, then by
 * how much the thing joins. Several words match in any order and in any of the names.
 */
export function findMatches(index, query, limit) {
  const key = foldText(query).trim().replace(/\s+/g, " ");
  if (key === "") return [];
  const matches = index.flatMap((entry) => bestMatch(entry, key) ?? []);
  matches.sort((a, b) => a.rank - b.rank || b.weight - a.weight || a.place - b.place);
  return matches.slice(0, limit);
}

function bestMatch({ thing, place, weight, names, keys }, query) {
  const ranks = keys.map((key, place) => matchRank(key, query) + (place === 0 ? 0 : 0.5));
  const rank = Math.min(...ranks);
  if (rank < Infinity) return { thing, place, weight, rank, name: names[ranks.indexOf(rank)] };
  const words = query.split(" ");
  if (words.length === 1 || !words.every((word) => keys.some((key) => matchRank(key, word) <= 2))) return null;
  const telling = names.find((_, other) => other > 0 && words.some((word) => matchRank(keys[other], word) <= 2));
  return { thing, place, weight, rank: 4, name: telling ?? names[0] };
}

function matchRank(key, query) {
  if (key === query) return 0;
  const place = key.indexOf(query);
  if (place < 0) return Infinity;
  if (place === 0) return 1;
  const atWord = [...key.matchAll(/[\p{L}\p{N}]+/gu)].some((word) => key.startsWith(query, word.index));
  return atWord ? 2 : 3;
}
