// An answer as a small graph: triples as they are, rows by what stands in one row together.

import { addressOf, shorten } from "./terms.js";

const MOST = 120;
const LONGEST = 40;
const NAMING = /[#/](prefLabel|label|title)$/;

export function edgesOf({ columns, rows, triples }) {
  const edges = [];
  for (const row of rows) {
    if (triples) {
      if (!NAMING.test(row.predicate.value)) edges.push([row.subject, shorten(row.predicate), row.object]);
    } else {
      const [first, ...others] = columns.filter((column) => row[column] && drawn(row[column]));
      for (const other of others) edges.push([row[first], other, row[other]]);
    }
  }
  return edges;
}

export function drawGraph(place, answer) {
  const edges = edgesOf(answer).slice(0, MOST);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const names = namesIn(answer);
  const nodes = new Map();
  for (const [source, , target] of edges) {
    for (const term of [source, target]) nodes.set(key(term), toNode(term, names, colour));
  }
  const network = new vis.Network(
    place,
    {
      nodes: [...nodes.values()],
      edges: edges.map(([source, label, target]) => ({ from: key(source), to: key(target), label })),
    },
    {
      nodes: {
        shape: "dot",
        size: 10,
        font: { color: colour("--text"), size: 15, strokeWidth: 4, strokeColor: colour("--surface") },
        scaling: { label: { drawThreshold: 3 } },
      },
      edges: {
        arrows: { to: { enabled: answer.triples === true, scaleFactor: 0.5 } },
        color: { color: colour("--quiet"), opacity: 0.45, highlight: colour("--accent") },
        smooth: false,
        font: { color: colour("--quiet"), size: 10, strokeColor: colour("--surface") },
      },
      physics: { solver: "forceAtlas2Based", forceAtlas2Based: { springLength: 170 }, stabilization: { iterations: 150 } },
      layout: { randomSeed: 7, improvedLayout: nodes.size < 120 },
      interaction: { hover: true },
    },
  );
  network.on("doubleClick", ({ nodes: [id] }) => {
    const address = id && nodes.get(id).address;
    if (address) location.assign(address);
  });
  return { drawn: edges.length, network };
}

function drawn(term) {
  return term.type !== "literal" || (term.value.length < 200 && !term.datatype);
}

function key(term) {
  return `${term.type} ${term.value}`;
}

// What triples say a node is called names it, and is no node itself.
function namesIn({ rows, triples }) {
  const naming = triples ? rows.filter(({ predicate }) => NAMING.test(predicate.value)) : [];
  return new Map(naming.map(({ subject, object }) => [key(subject), object.value]));
}

function toNode(term, names, colour) {
  const name = names.get(key(term)) ?? shorten(term);
  const kind = shorten(term).split("/")[0];
  const known = term.type === "uri" && colour(`--${kind}`);
  return {
    id: key(term),
    label: name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name,
    color: known || colour(term.type === "uri" ? "--accent" : "--quiet"),
    address: addressOf(term),
  };
}
