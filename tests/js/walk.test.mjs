import assert from "node:assert/strict";
import { test } from "node:test";
import { bestPath, neighbourhood } from "../../kg/export/html/app/logic/walk.mjs";
import { ENTITIES, PAPERS, quays } from "./quays.mjs";

const { edges } = quays();

test("a path goes from paper to paper over what they share", () => {
  assert.deepEqual(bestPath(edges, PAPERS.a, PAPERS.b), [PAPERS.a, ENTITIES.quay, PAPERS.b]);
  assert.deepEqual(bestPath(edges, PAPERS.a, PAPERS.a), [PAPERS.a]);
  assert.equal(bestPath(edges, PAPERS.a, PAPERS.d), null);
});

test("two steps over rare things beat one over what everybody mentions", () => {
  const everybody = Array.from({ length: 400 }, (_, paper) => ({ paper, entity: 1000 }));
  const rare = [
    [0, 1001],
    [5, 1001],
    [5, 1002],
    [1, 1002],
  ].map(([paper, entity]) => ({ paper, entity }));
  assert.deepEqual(bestPath([...everybody, ...rare], 0, 1), [0, 1001, 5, 1002, 1]);
  assert.deepEqual(bestPath([...everybody, ...rare], 0, 2), [0, 1000, 2]);
});

test("the best path costs no more than any other (every path of small random graphs)", () => {
  let seed = 7;
  const random = (below) => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % below;
  for (let round = 0; round < 60; round += 1) {
    const pairs = new Set(Array.from({ length: 12 }, () => `${random(5)} ${100 + random(5)}`));
    const found = [...pairs].map((pair) => ({ paper: Number(pair.split(" ")[0]), entity: Number(pair.split(" ")[1]) }));
    const costs = allPaths(found, 0, 1).map((path) => costOf(found, path));
    const best = bestPath(found, 0, 1);
    if (costs.length === 0) assert.equal(best, null);
    else assert.ok(Math.abs(costOf(found, best) - Math.min(...costs)) < 1e-9);
  }
});

test("a neighbourhood grows by steps", () => {
  assert.deepEqual([...neighbourhood(edges, ENTITIES.quay, 1)].sort(), [PAPERS.a, PAPERS.b, ENTITIES.quay]);
  assert.deepEqual([...neighbourhood(edges, PAPERS.d, 2)], [PAPERS.d]);
});

function allPaths(pairs, from, to, path = [from]) {
  if (path.at(-1) === to) return [path];
  const next = pairs.flatMap(({ paper, entity }) =>
    paper === path.at(-1) ? [entity] : entity === path.at(-1) ? [paper] : [],
  );
  return next
    .filter((number) => !path.includes(number))
    .flatMap((number) => allPaths(pairs, from, to, [...path, number]));
}

function costOf(pairs, path) {
  return path
    .filter((number) => number >= 100)
    .reduce((sum, entity) => sum + 1 + Math.log(pairs.filter((pair) => pair.entity === entity).length), 0);
}
