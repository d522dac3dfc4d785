import assert from "node:assert/strict";
import { test } from "node:test";
import {
  countOptions,
  isOpen,
  openFilters,
  visiblePart,
  walkableEdges,
} from "../../kg/export/html/app/logic/filter.mjs";
import { ENTITIES, PAPERS, quays } from "./quays.mjs";

const graph = quays();
const part = (parts, near = null) => visiblePart(graph, { ...openFilters(graph), ...parts }, near);
const papersOf = (parts, near) => [...part(parts, near).papers];
const entitiesOf = (parts, near) => [...part(parts, near).entities].sort();

test("nothing filtered shows every paper and what two papers share", () => {
  assert.deepEqual(papersOf({}), [0, 1, 2, 3]);
  assert.deepEqual(entitiesOf({}), [ENTITIES.quay, ENTITIES.knots, ENTITIES.rope]);
  assert.ok(isOpen(graph, openFilters(graph)));
});

test("an entity must be shared by so many of the visible papers", () => {
  assert.deepEqual(entitiesOf({ min: 1 }), [4, 5, 6, 7]);
  assert.deepEqual(entitiesOf({ min: 3 }), []);
  assert.deepEqual(entitiesOf({ communities: [0] }), [ENTITIES.quay]);
});

test("filters combine", () => {
  assert.deepEqual(papersOf({ from: 2022 }), [PAPERS.a, PAPERS.c]);
  assert.deepEqual(papersOf({ from: 2022, sources: ["one.txt"] }), [PAPERS.a]);
  assert.deepEqual(papersOf({ to: 2021, communities: [1] }), []);
  assert.deepEqual(papersOf({ roles: ["introduced"] }), [PAPERS.a]);
  assert.deepEqual(papersOf({ roles: ["introduced"], hidden: ["dataset"] }), []);
});

test("a hidden relation takes its edges along, not the papers", () => {
  const { papers, entities, edges } = part({ hidden: ["keyword"] });
  assert.equal(papers.size, 4);
  assert.ok(!entities.has(ENTITIES.rope));
  assert.ok(edges.every(({ entity }) => entity !== ENTITIES.rope));
});

test("near keeps what is within so many steps", () => {
  assert.deepEqual(papersOf({}, { number: PAPERS.a, steps: 1 }), [PAPERS.a]);
  assert.deepEqual(entitiesOf({}, { number: PAPERS.a, steps: 1 }), [ENTITIES.quay, ENTITIES.knots]);
  assert.deepEqual(papersOf({}, { number: PAPERS.a, steps: 2 }), [PAPERS.a, PAPERS.b, PAPERS.c]);
});

test("counts say what each option leaves when the others stay", () => {
  const counts = countOptions(graph, { ...openFilters(graph), communities: [0] });
  assert.deepEqual(
    [...counts.communities],
    [
      [0, 2],
      [1, 1],
      [2, 1],
    ],
  );
  assert.deepEqual([...counts.sources], [["one.txt", 2]]);
  assert.deepEqual(counts.relations.get("dataset"), 1);
  assert.deepEqual(counts.relations.get("keyword"), 0);
  assert.deepEqual(counts.roles.get("introduced"), 1);
  assert.deepEqual([...counts.years].sort(), [
    [2021, 1],
    [2023, 1],
  ]);
});

test("every count is what pressing the option gives", () => {
  for (const start of [
    {},
    { communities: [0] },
    { sources: ["one.txt"], hidden: ["task"] },
    { roles: ["used"], min: 1 },
  ]) {
    const filters = { ...openFilters(graph), ...start };
    const counts = countOptions(graph, filters);
    for (const index of graph.communities.keys()) {
      assert.equal(
        counts.communities.get(index) ?? 0,
        visiblePart(graph, { ...filters, communities: [index] }).papers.size,
      );
    }
    for (const source of graph.sources)
      assert.equal(counts.sources.get(source) ?? 0, visiblePart(graph, { ...filters, sources: [source] }).papers.size);
    for (const role of ["introduced", "used", "compared"])
      assert.equal(counts.roles.get(role) ?? 0, visiblePart(graph, { ...filters, roles: [role] }).papers.size);
  }
});

test("a path may walk over what joins fewer papers than are drawn", () => {
  const edges = walkableEdges(graph, { ...openFilters(graph), min: 3 });
  assert.equal(edges.length, 7);
});
