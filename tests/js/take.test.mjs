import assert from "node:assert/strict";
import { test } from "node:test";
import { bibtexEntry, citationLine } from "../../kg/export/html/app/logic/citation.mjs";
import { csvText } from "../../kg/export/html/app/logic/csv.mjs";
import { openFilters, visiblePart } from "../../kg/export/html/app/logic/filter.mjs";
import { graphmlText } from "../../kg/export/html/app/logic/graphml.mjs";
import { linkRows, paperColumns, paperRows, sortRows } from "../../kg/export/html/app/logic/tables.mjs";
import { quays } from "./quays.mjs";
import { MultiUndirectedGraph } from "graphology";
import { parse } from "graphology-graphml";

const graph = quays();
const part = visiblePart(graph, openFilters(graph));

test("formulas become text, numbers stay numbers", () => {
  const rows = [["=1+1", "+2", "-3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "|calc", "plain", -3.5, 0]];
  assert.equal(csvText(rows), "\ufeff'=1+1,'+2,'-3,'@SUM(A1),'\t=1,\"'\r=1\",' =1,'＝1,'|calc,plain,-3.5,0\r\n");
});

test("quotes, commas and lines survive", () => {
  assert.equal(csvText([['a "b"', "c,d", "e\nf", null]]), '\ufeff"a ""b""","c,d","e\nf",\r\n');
});

test("tables hold what is visible", () => {
  assert.equal(paperRows(graph, part).length, 1 + 4);
  assert.equal(linkRows(graph, part).length, 1 + 6);
  assert.deepEqual(linkRows(graph, part)[1], [
    "paper/a",
    "Mapping the Élan quay",
    "dataset",
    "introduced",
    "dataset/Quay-40",
    "Quay-40",
    0.9,
    2,
  ]);
});

test("rows sort by numbers and by text, and what is empty comes last both ways", () => {
  const year = paperColumns(graph, part).find(({ name }) => name === "year");
  const years = (descending) => sortRows(graph.papers, year, descending).map((paper) => paper.year);
  assert.deepEqual(years(false), [2021, 2022, 2023, null]);
  assert.deepEqual(years(true), [2023, 2022, 2021, null]);
});

test("BibTeX names the paper and escapes what LaTeX would run", () => {
  const [paper] = graph.papers;
  assert.equal(
    bibtexEntry(paper),
    "@inproceedings{moss2023mapping,\n  title = {{Mapping the Élan quay}},\n  author = {Ada Moss and Bo Reed},\n  booktitle = {Coast},\n  year = {2023},\n  url = {https://example.org/a},\n}\n",
  );
  const odd = {
    ...paper,
    title: "100% of $k$-step \\input{x} & more}",
    authors: [],
    venue: "",
    year: null,
    url: "javascript:1",
  };
  assert.equal(
    bibtexEntry(odd),
    "@misc{100,\n  title = {{100\\% of $k$-step \\textbackslash{}input\\{x\\} \\& more\\}}},\n}\n",
  );
});

test("a citation is one line", () => {
  assert.equal(
    citationLine(graph.papers[0]),
    "Ada Moss, Bo Reed. Mapping the Élan quay. Coast, 2023. https://example.org/a",
  );
  assert.equal(citationLine(graph.papers[3]), "Alone.");
});

test("GraphML is read back whole by another reader, whatever titles say", () => {
  const odd = quays();
  odd.things[0].label = odd.things[0].title = "</data><node id='x'/> & \u0000 \"q\" 🌊";
  const read = parse(
    MultiUndirectedGraph,
    graphmlText(odd, visiblePart(odd, openFilters(odd)), () => "#0a0b0c"),
  );
  assert.equal(read.order, 4 + 3);
  assert.equal(read.size, 6);
  const { title, color, x, kind } = read.getNodeAttributes("paper/a");
  assert.deepEqual([title, color, x, kind], ["</data><node id='x'/> &   \"q\" 🌊", "#0a0b0c", 0, "paper"]);
});
