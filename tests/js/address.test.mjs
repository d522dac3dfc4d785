import assert from "node:assert/strict";
import { test } from "node:test";
import { readFragment, startState, writeFragment } from "../../kg/export/html/app/logic/address.mjs";
import { quays } from "./quays.mjs";

const graph = quays();
const start = startState(graph);

test("the start is the empty fragment", () => {
  assert.equal(writeFragment(graph, start), "");
  assert.deepEqual(readFragment(graph, ""), start);
  assert.deepEqual(readFragment(graph, "#"), start);
});

test("whatever the state, the fragment gives it back", () => {
  const states = [
    { open: 0 },
    { open: 6, pins: [0, 6] },
    { link: [0, 4], view: "entities" },
    { near: { number: 0, steps: 1 }, open: 1 },
    { path: { from: 0, to: 2 }, view: "papers" },
    { path: { from: null, to: 2 } },
    { path: { from: null, to: null } },
    {
      filters: {
        hidden: ["keyword", "task"],
        roles: ["used"],
        communities: [0, 2],
        sources: ["two.txt"],
        from: 2020,
        to: 2023,
        min: 1,
      },
    },
  ];
  for (const parts of states) {
    const state = { ...start, ...parts };
    assert.deepEqual(readFragment(graph, `#${writeFragment(graph, state)}`), state, writeFragment(graph, state));
  }
});

test("a plain identifier opens the thing", () => assert.equal(readFragment(graph, "#task/knot%20counting").open, 6));

test("what the page does not know is left out", () => {
  const state = readFragment(
    graph,
    "#paper/gone&near=paper/gone,9&path=dataset/Quay-40,&link=paper/d,dataset/Quay-40&view=pie&min=-4&communities=99,x&sources=%E0%A4&pins=x,y&<script>=1",
  );
  assert.deepEqual(state, { ...start, path: { from: null, to: null } });
});
