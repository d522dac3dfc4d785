// Read a GraphML file as Gephi Lite does and print what was understood, as JSON: node read_graphml.mjs FILE
import { readFileSync } from "node:fs";
import { MultiUndirectedGraph } from "graphology";
import { parse } from "graphology-graphml";

const graph = parse(MultiUndirectedGraph, readFileSync(process.argv[2], "utf8"));
console.log(
  JSON.stringify({
    nodes: graph.mapNodes((key, attributes) => ({ key, attributes })),
    edges: graph.mapEdges((key, attributes, source, target) => ({ key, source, target, attributes })),
  }),
);
