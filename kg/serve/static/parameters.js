// What a named question can be asked about: a field for each parameter, which offers what the graph knows.

import { SOLUTIONS, ask, readAnswer } from "./answers.js";

const OFFERED = 12;
const PAUSE = 200;
const NAMED = `SELECT DISTINCT ?node ?label {
  ?node a ?class ; (skos:prefLabel|skos:altLabel|dcterms:title) ?label
  FILTER (STRSTARTS(STR(?node), "$base") && CONTAINS(LCASE(?label), "$part"))
  OPTIONAL { ?node kg:paperCount ?papers }
} ORDER BY DESC(?papers) STRLEN(?label) ?label LIMIT ${OFFERED}`;

export function drawParameters(place, parameters, base, onChange) {
  place.hidden = parameters.length === 0;
  place.replaceChildren(...parameters.map((parameter) => drawField(parameter, base, onChange)));
}

export function bind(query, { name }, value) {
  return query.replace(placeOf(name), (_, before, after) => before + value + after);
}

function placeOf(name) {
  return new RegExp(`(VALUES \\?${name} \\{ )(?:<[^>]*>|"(?:[^"\\\\]|\\\\.)*"|-?\\d+)( \\})`);
}

function drawField(parameter, base, onChange) {
  const label = document.createElement("label");
  const field = document.createElement("input");
  field.name = parameter.name;
  field.title = parameter.meaning;
  field.value = readable(parameter.default);
  label.append(parameter.name, field);
  if (parameter.type === "integer") {
    field.type = "number";
    field.addEventListener("change", () => onChange(parameter, String(parseInt(field.value, 10) || 0)));
  } else if (parameter.type === "text") {
    field.addEventListener("change", () => onChange(parameter, JSON.stringify(field.value)));
  } else {
    label.append(offerNodes(field, parameter, base, onChange));
  }
  return label;
}

function offerNodes(field, parameter, base, onChange) {
  const offers = document.createElement("datalist");
  offers.id = `offers-${parameter.name}`;
  field.setAttribute("list", offers.id);
  field.size = 36;
  let found = new Map();
  let pause = 0;
  const look = async () => {
    found = await findNodes(field.value, parameter.type, base);
    offers.replaceChildren(...[...found.keys()].map((label) => new Option(label)));
  };
  const take = () => {
    const node = found.get(field.value);
    if (node) onChange(parameter, `<${node}>`);
    return Boolean(node);
  };
  field.addEventListener("input", () => {
    clearTimeout(pause);
    if (!take()) pause = setTimeout(look, PAUSE);
  });
  field.addEventListener("keydown", async (event) => {
    if (event.key !== "Enter") return;
    clearTimeout(pause);
    await look();
    if (!found.has(field.value) && found.size > 0) field.value = found.keys().next().value;
    take();
  });
  return offers;
}

async function findNodes(text, type, base) {
  const within = type === "entity" ? base : `${base}${type}/`;
  const query = NAMED.replace("$base", within).replace("$part", () => JSON.stringify(text.toLowerCase()).slice(1, -1));
  const { rows } = await readAnswer(await ask(query, SOLUTIONS));
  return new Map(rows.map(({ node, label }) => [label.value, node.value]));
}

function readable(value) {
  const last = value.slice(value.indexOf("/") + 1);
  try {
    return decodeURIComponent(last.replaceAll("_", " "));
  } catch {
    return last;
  }
}
