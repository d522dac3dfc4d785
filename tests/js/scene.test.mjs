import assert from "node:assert/strict";
import { test } from "node:test";
import { openFilters, visiblePart } from "../../kg/export/html/app/logic/filter.mjs";
import { byImportance, labelSpots, regionsOf } from "../../kg/export/html/app/logic/scene.mjs";
import { svgText } from "../../kg/export/html/app/logic/svg.mjs";
import { quays } from "./quays.mjs";

const graph = quays();
const part = visiblePart(graph, openFilters(graph));
const colours = { ground: "#ffffff", surface: "#eeeeee", text: "#000000", quiet: "#555555", dataset: "#b5480a" };

function sceneAt(scale, parts = {}) {
  const ordered = byImportance(graph, new Set([...part.papers, ...part.entities]));
  const view = { scale, left: 20, top: 90, width: 600, height: 400 };
  return {
    graph,
    part,
    ordered,
    regions: regionsOf(graph, part),
    lit: null,
    litEdges: [],
    strong: [],
    view,
    colours,
    ...parts,
  };
}

const labelsOf = (scene) => labelSpots(scene).map(({ text }) => text);

test("the closer the map, the more nodes want a label", () => {
  const wanted = [0.5, 2, 4].map((scale) => labelSpots(sceneAt(scale)).filter(({ isRegion }) => !isRegion).length);
  assert.deepEqual(wanted, [0, 3, 7]);
});

test("what is lit has a label, what is open the first one", () => {
  assert.deepEqual(labelsOf(sceneAt(0.5, { lit: new Set([0, 4]), strong: [0] })), ["Mapping the Élan quay", "Quay-40"]);
});

test("communities are named in their colour where they have papers enough, until one comes close", () => {
  const many = { name: "tides, water", colour: "#0072b2", land: [], places: [{}, {}, {}], x: 0, y: 0 };
  const few = { ...many, name: "rope", places: [{}] };
  assert.deepEqual(labelsOf(sceneAt(0.5, { regions: [many, few] })), ["tides, water"]);
  assert.ok(!labelsOf(sceneAt(3, { regions: [many, few] })).includes("tides, water"));
});

test("regions hold the visible papers of each community and a short name", () => {
  const regions = regionsOf(graph, part);
  assert.deepEqual(
    regions.map(({ name, places }) => [name, places.length]),
    [
      ["Quay-40, tides", 2],
      ["rope", 1],
      ["Alone", 1],
    ],
  );
});

test("a drawing shows every visible node once, and dims what is not lit", () => {
  const measure = (text) => 7 * text.length;
  const drawing = svgText(sceneAt(1), measure, "Quays & <more>");
  assert.equal(drawing.match(/<title>/g).length, 1 + 7);
  assert.ok(drawing.includes("<title>Quays &amp; &lt;more&gt;</title>"));
  const lit = svgText(sceneAt(1, { lit: new Set([0]), strong: [0] }), measure, "Quays");
  assert.equal(lit.match(/<title>/g).length, 1 + 7 + 1);
  assert.ok(lit.includes('<g opacity="0.16">'));
});
