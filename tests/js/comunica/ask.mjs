// Ask a SPARQL endpoint by Comunica and print the answer as JSON: node ask.mjs ENDPOINT QUERY
import { QueryEngine } from "@comunica/query-sparql";

const [endpoint, query] = process.argv.slice(2);
const engine = new QueryEngine();
const result = await engine.query(query, { sources: [{ type: "sparql", value: endpoint }] });
const { data } = await engine.resultToString(result, "application/sparql-results+json").catch(() =>
  engine.resultToString(result, "application/n-triples"));
data.pipe(process.stdout);
