// Read graphs as the programs of the web do. Each line of stdin is {"format", "path"}; each line of stdout says what was
// understood of that file: {"nodes": [[id, attributes]], "edges": [[id, source, target, attributes]]}.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import cytoscape from "cytoscape";
import { MultiGraph } from "graphology";
import gexf from "graphology-gexf";
import graphml from "graphology-graphml";

const READERS = {
  graphml: (text) => fromGraphology(graphml.parse(MultiGraph, text)),
  gexf: (text) => fromGraphology(gexf.parse(MultiGraph, text, { allowUndeclaredAttributes: false })),
  graphology: (text) => fromGraphology(MultiGraph.from(JSON.parse(text))),
  cytoscape: (text) => fromCytoscape(cytoscape({ headless: true, styleEnabled: true, ...JSON.parse(text) })),
};

function fromGraphology(graph) {
  return {
    nodes: graph.mapNodes((id, attributes) => [id, attributes]),
    edges: graph.mapEdges((id, attributes, source, target) => [id, source, target, attributes]),
  };
}

function fromCytoscape(cy) {
  const nodes = cy.nodes().map((node) => [node.id(), { ...node.data(), drawn: [node.position(), node.style("background-color"), node.width()] }]);
  const edges = cy.edges().map((edge) => [edge.id(), edge.data("source"), edge.data("target"), edge.data()]);
  cy.destroy();
  return { nodes, edges };
}

function understood(format, path) {
  try {
    return READERS[format](readFileSync(path, "utf8"));
  } catch (error) {
    return { error: error.stack };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { format, path } = JSON.parse(line);
  console.log(JSON.stringify(understood(format, path)));
}
