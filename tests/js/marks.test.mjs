import assert from "node:assert/strict";
import { test } from "node:test";
import { occursWith } from "../../kg/export/html/app/logic/company.mjs";
import { placeLabels } from "../../kg/export/html/app/logic/labels.mjs";
import { evidenceOf, markText } from "../../kg/export/html/app/logic/marks.mjs";
import { distanceToLine, fitView, pickEdge, pickNode } from "../../kg/export/html/app/logic/picking.mjs";
import { clipText, foldText, isWebAddress, repositoryAddress } from "../../kg/export/html/app/logic/text.mjs";
import { ENTITIES, quays } from "./quays.mjs";

const graph = quays();
const joined = (stretches) => stretches.map(({ text }) => text).join("");

test("stretches are the text, marked where something is mentioned", () => {
  const [paper] = graph.papers;
  const stretches = markText(paper.abstract, paper.mentions);
  assert.equal(joined(stretches), paper.abstract);
  assert.deepEqual(
    stretches.filter(({ mentions }) => mentions.length > 0).map(({ text }) => text),
    ["Quay-40", "Knot counting", "Quay-40"],
  );
});

test("where mentions overlap, named things come before keywords and long before short", () => {
  const mention = (start, end, relation) => ({ start, end, relation, entity: 4, score: 1 });
  const marked = (mentions) =>
    markText("deep tide tables", mentions)
      .filter((stretch) => stretch.mentions.length > 0)
      .map(({ text }) => text);
  assert.deepEqual(marked([mention(0, 16, "keyword"), mention(5, 9, "dataset")]), ["tide"]);
  assert.deepEqual(marked([mention(5, 9, "task"), mention(5, 16, "task")]), ["tide tables"]);
  assert.equal(markText("tide", [mention(0, 4, "keyword"), mention(0, 4, "task")])[0].mentions[0].relation, "task");
});

test("evidence is the sentences that mention the entity", () => {
  const sentences = evidenceOf(graph.papers[0], ENTITIES.quay).map(({ field, stretches }) => [
    field,
    joined(stretches),
  ]);
  assert.deepEqual(sentences, [
    ["abstract", "We weigh 🌊 tides with Quay-40."],
    ["abstract", "Quay-40 stays."],
  ]);
  assert.deepEqual(evidenceOf(graph.papers[0], ENTITIES.tides), []);
});

test("what occurs with an entity comes strongest first", () => {
  assert.deepEqual(
    occursWith(graph, ENTITIES.tides).map(({ number }) => number),
    [ENTITIES.quay, ENTITIES.knots],
  );
  assert.deepEqual(occursWith(graph, ENTITIES.quay), []);
});

test("labels never overlap and never leave the frame", () => {
  const spots = Array.from({ length: 300 }, (_, number) => ({
    text: `label ${number}`,
    x: (number * 37) % 500,
    y: (number * 91) % 300,
    radius: 4,
    size: 12,
    weight: 400,
    isRegion: number % 7 === 0,
  }));
  const placed = placeLabels(spots, { width: 500, height: 300 }, (text) => text.length * 7);
  const boxes = placed.map(({ text, x, top, size }) => ({
    left: x - text.length * 3.5,
    right: x + text.length * 3.5,
    top,
    bottom: top + size * 1.25,
  }));
  assert.ok(placed.length > 20);
  boxes.forEach((a, place) =>
    boxes
      .slice(place + 1)
      .forEach((b) => assert.ok(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top)),
  );
  assert.ok(boxes.every(({ left, right }) => left >= 0 && right <= 500));
});

test("the nearest node and edge are picked", () => {
  assert.equal(
    pickNode(graph.places, [0, 1, 2], { x: 11, y: -5 }, () => 3, 1),
    1,
  );
  assert.equal(
    pickNode(graph.places, [0, 1, 2], { x: 500, y: 0 }, () => 3, 1),
    null,
  );
  assert.equal(distanceToLine({ x: 0, y: 3 }, { x: -5, y: 0 }, { x: 5, y: 0 }), 3);
  assert.equal(distanceToLine({ x: 9, y: 3 }, { x: 5, y: 0 }, { x: 5, y: 0 }), 5);
  assert.equal(pickEdge(graph.places, graph.edges.slice(0, 1), { x: 20, y: -10 }, 1).entity, ENTITIES.quay);
});

test("a view fits the places between what covers the map", () => {
  const view = fitView(
    [
      { x: 0, y: 0 },
      { x: 100, y: 50 },
    ],
    { width: 400, height: 300 },
    { left: 0, right: 200, top: 0, bottom: 0 },
    9,
  );
  assert.deepEqual(view, { scale: 2, position: { x: 50, y: 25 }, offset: { x: -100, y: 0 } });
});

test("text: folding, clipping, addresses", () => {
  assert.equal(foldText("Poincaré ﬁne"), "poincare fine");
  assert.equal(clipText("attention is all you need", 15), "attention is…");
  assert.equal(clipText("🌊🌊🌊", 2), "🌊…");
  for (const bad of [
    "javascript:alert(1)",
    " javascript:1",
    "data:text/html,x",
    "//x.org",
    "x",
    "",
    "vbscript:x",
    "file:///etc",
  ])
    assert.ok(!isWebAddress(bad), bad);
  assert.ok(isWebAddress("https://example.org/a"));
  assert.equal(repositoryAddress("moss/tides"), "https://github.com/moss/tides");
  assert.equal(repositoryAddress("moss/tides?x=<b>"), null);
});

test("evidence is also the lines that a source gives", () => {
  const given = "tides\nKnot counting 🌊";
  const paper = {
    title: "Ropes",
    abstract: "",
    given,
    sentences: [],
    mentions: [{ start: 6, end: 22, relation: "task", entity: ENTITIES.knots, score: 1, field: "given" }],
  };
  const [{ field, stretches }, ...others] = evidenceOf(paper, ENTITIES.knots);
  assert.deepEqual([field, joined(stretches), others], ["given", "Knot counting 🌊", []]);
});
