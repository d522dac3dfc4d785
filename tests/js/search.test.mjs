import assert from "node:assert/strict";
import { test } from "node:test";
import { findMatches, makeIndex } from "../../kg/export/html/app/logic/search.mjs";
import { ENTITIES, PAPERS, quays } from "./quays.mjs";

const graph = quays();
const index = makeIndex(graph.things, ({ number }) => graph.edgesOf(number).length);
const found = (query) => findMatches(index, query, 12).map(({ thing }) => thing.number);

test("case, accents and spaces do not count", () => {
  assert.deepEqual(found("  ELAN   q"), [PAPERS.a]);
  assert.deepEqual(found("élan"), [PAPERS.a]);
  assert.deepEqual(found(""), []);
});

test("aliases, authors and repositories are found, and the name that matched is told", () => {
  assert.deepEqual(
    findMatches(index, "quay forty", 5).map(({ thing, name }) => [thing.number, name]),
    [[ENTITIES.quay, "Quay forty"]],
  );
  assert.deepEqual(
    findMatches(index, "bo reed", 5).map(({ name }) => name),
    ["Bo Reed"],
  );
  assert.deepEqual(found("moss/ti"), [ENTITIES.tides]);
});

test("labels that begin with the query come first, then words inside, then middles of words", () => {
  assert.deepEqual(found("rope"), [ENTITIES.rope, PAPERS.c]);
  assert.deepEqual(found("knot"), [ENTITIES.knots, PAPERS.c]);
  assert.deepEqual(found("apping"), [PAPERS.a]);
});

test("words match in any order, also over title and authors", () => {
  assert.deepEqual(found("knots ropes"), [PAPERS.c]);
  assert.deepEqual(found("moss quay"), [PAPERS.a]);
  assert.deepEqual(found("moss knots"), []);
});

test("no more than the limit", () => assert.equal(findMatches(index, "o", 2).length, 2));
