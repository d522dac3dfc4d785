// Asks the endpoint, and reads its answers as columns and rows of terms.

export const SOLUTIONS = "application/sparql-results+json";
export const TRIPLES = "application/n-triples";

const TRIPLE = /^(<[^>]*>|_:\S+) (<[^>]*>) (<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@\S+)?) \.$/gm;
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g;
const NAMED = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

export async function ask(query, accept, signal) {
  const response = await fetch("/sparql", {
    method: "POST",
    headers: { "Accept": accept, "Content-Type": "application/sparql-query" },
    body: query,
    signal,
  });
  if (!response.ok) throw new Error((await response.text()).trim());
  return response;
}

export async function readAnswer(response) {
  if (response.headers.get("Content-Type").startsWith(TRIPLES)) return readTriples(await response.text());
  const { head, results, boolean } = await response.json();
  if (results) return { columns: head.vars, rows: results.bindings };
  return { columns: ["answer"], rows: [{ answer: { type: "literal", value: String(boolean) } }] };
}

function readTriples(text) {
  const rows = [...text.matchAll(TRIPLE)].map(([, subject, predicate, object]) => ({
    subject: readTerm(subject),
    predicate: readTerm(predicate),
    object: readTerm(object),
  }));
  return { columns: ["subject", "predicate", "object"], rows, triples: true };
}

function readTerm(text) {
  if (text.startsWith("<")) return { type: "uri", value: unescape(text.slice(1, -1)) };
  if (text.startsWith("_:")) return { type: "bnode", value: text.slice(2) };
  const end = text.lastIndexOf('"');
  const datatype = text.slice(end + 1).match(/^\^\^<(.*)>$/)?.[1];
  return { type: "literal", value: unescape(text.slice(1, end)), datatype };
}

function unescape(text) {
  return text.replace(ESCAPE, (_, short, long, named) =>
    named ? NAMED[named] ?? named : String.fromCodePoint(parseInt(short ?? long, 16)));
}
