// The page to query on: the named questions, the editor, and the answer in one of its views.

import { SOLUTIONS, TRIPLES, ask, readAnswer } from "./answers.js";
import { drawGraph, edgesOf } from "./drawing.js";
import { bind, drawParameters } from "./parameters.js";
import { drawTable } from "./table.js";
import { setNames } from "./terms.js";

const SAVED = { CSV: "text/csv", TSV: "text/tab-separated-values", JSON: SOLUTIONS, XML: "application/sparql-results+xml" };
const SAVED_TRIPLES = { Turtle: "text/turtle", "N-Triples": TRIPLES, "JSON-LD": "application/ld+json" };
const TERMS = "SELECT ?term { VALUES ?kind { $kinds } ?term a ?kind FILTER (isIRI(?term)) } ORDER BY ?term";
const EMPTY = "SELECT * WHERE {\n  ?paper a kg:Paper ; dcterms:title ?title .\n}\nLIMIT 20";

const { questions, prefixes, base } = JSON.parse(document.getElementById("data").textContent);
const part = (id) => document.getElementById(id);
setNames(prefixes, base);

let answer = null;
let asked = "";
let network = null;
let running = null;

function termsOf(kinds) {
  let terms = null;
  return () => (terms ??= ask(TERMS.replace("$kinds", kinds), SOLUTIONS)
    .then(readAnswer)
    .then(({ rows }) => rows.map(({ term }) => term.value)));
}

function makeEditor() {
  const only = { bulk: true, persistenceId: null };
  Yasqe.forkAutocompleter("class", { ...only, name: "kg-class", get: termsOf("owl:Class") });
  Yasqe.forkAutocompleter("property", { ...only, name: "kg-property", get: termsOf("owl:ObjectProperty owl:DatatypeProperty") });
  Yasqe.forkAutocompleter("prefixes", {
    ...only,
    name: "kg-prefixes",
    get: () => Object.entries(prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`),
  });
  return new Yasqe(part("editor"), {
    autocompleters: ["kg-class", "kg-property", "kg-prefixes", "variables"],
    persistenceId: null,
    showQueryButton: false,
    createShareableLink: null,
    resizeable: false,
    value: EMPTY,
    extraKeys: { "Ctrl-Enter": run, "Cmd-Enter": run, "Ctrl-S": false },
  });
}

async function run() {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  asked = editor.getValue();
  history.replaceState(null, "", `#${new URLSearchParams({ query: asked })}`);
  show({ busy: true, text: "asking …" });
  const started = performance.now();
  try {
    const response = await ask(asked, `${SOLUTIONS}, ${TRIPLES}`, signal);
    answer = await readAnswer(response);
    const seconds = ((performance.now() - started) / 1000).toFixed(2);
    const count = answer.rows.length;
    show({ text: `${count.toLocaleString()} ${answer.triples ? "triple" : "row"}${count === 1 ? "" : "s"} in ${seconds} s` });
    view("table");
  } catch (error) {
    if (signal.aborted) return;
    answer = null;
    show({ text: error.message, bad: true });
  }
}

function show({ text, busy = false, bad = false }) {
  part("status").textContent = text;
  part("status").classList.toggle("bad", bad);
  part("stop").hidden = !busy;
  if (busy || bad) for (const id of ["views", "table", "drawing"]) part(id).hidden = true;
}

function view(name) {
  const graph = name === "graph";
  part("views").hidden = false;
  part("as-graph").disabled = edgesOf(answer).length === 0;
  part("as-table").setAttribute("aria-pressed", !graph);
  part("as-graph").setAttribute("aria-pressed", graph);
  part("table").hidden = graph;
  part("drawing").hidden = !graph;
  offerToSave(answer.triples ? SAVED_TRIPLES : SAVED);
  network?.destroy();
  network = null;
  if (!graph) return drawTable(part("table"), answer);
  const drawing = drawGraph(part("drawing"), answer);
  network = drawing.network;
  const left = edgesOf(answer).length - drawing.drawn;
  if (left > 0) part("status").textContent += `; drawn without ${left.toLocaleString()} edges`;
}

function offerToSave(formats) {
  const options = Object.entries(formats).map(([name, type]) => new Option(name, type));
  part("save").replaceChildren(new Option("Save as …", ""), ...options);
}

async function save() {
  const { value, selectedOptions } = part("save");
  if (!value) return;
  const name = selectedOptions[0].text.toLowerCase();
  part("save").value = "";
  try {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await (await ask(asked, value)).blob());
    link.download = `answer.${{ turtle: "ttl", "n-triples": "nt", "json-ld": "jsonld" }[name] ?? name}`;
    link.click();
    URL.revokeObjectURL(link.href);
  } catch (error) {
    show({ text: error.message, bad: true });
  }
}

function listQuestions() {
  const wanted = part("filter").value.toLowerCase();
  const found = questions.filter(({ title, name }) => `${title} ${name}`.toLowerCase().includes(wanted));
  part("questions").replaceChildren(...found.map((question) => {
    const button = document.createElement("button");
    button.textContent = question.title;
    button.dataset.name = question.name;
    button.addEventListener("click", () => choose(question, button));
    const item = document.createElement("li");
    item.append(button);
    return item;
  }));
}

function choose(question, button) {
  for (const other of part("questions").querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
  button.setAttribute("aria-current", "true");
  editor.setValue(question.text);
  drawParameters(part("parameters"), question.parameters, base, (parameter, value) => {
    editor.setValue(bind(editor.getValue(), parameter, value));
    run();
  });
  run();
}

const editor = makeEditor();
listQuestions();
part("filter").addEventListener("input", listQuestions);
part("run").addEventListener("click", run);
part("stop").addEventListener("click", () => {
  running.abort();
  show({ text: "stopped" });
});
part("as-table").addEventListener("click", () => view("table"));
part("as-graph").addEventListener("click", () => view("graph"));
part("save").addEventListener("change", save);
if (new URLSearchParams(location.hash.slice(1)).has("query")) run();
