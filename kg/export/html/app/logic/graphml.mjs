/** The visible part as GraphML that opens in Gephi labelled, coloured, sized and laid out. */

import { clipText } from "./text.mjs";

const NODE_KEYS = {
  label: "string",
  title: "string",
  kind: "string",
  year: "int",
  venue: "string",
  authors: "string",
  aliases: "string",
  community_name: "string",
  size: "double",
  x: "double",
  y: "double",
  r: "int",
  g: "int",
  b: "int",
  url: "string",
};
const EDGE_KEYS = { label: "string", relation: "string", role: "string", weight: "double", mentions: "int" };
const NOT_ALLOWED = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** `colourOf` gives a thing's colour as #rrggbb. */
export function graphmlText(graph, part, colourOf) {
  const numbers = [...part.papers, ...part.entities].sort((a, b) => a - b);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...keyLines("node", NODE_KEYS),
    ...keyLines("edge", EDGE_KEYS),
    '<graph id="kg" edgedefault="undirected">',
    ...numbers.map((number) => nodeLine(graph, graph.things[number], colourOf(graph.things[number]))),
    ...part.edges.flatMap((edge) => edge.links.map((link) => edgeLine(graph, edge, link))),
    "</graph>",
    "</graphml>",
    "",
  ].join("\n");
}

function keyLines(target, keys) {
  return Object.entries(keys).map(
    ([name, type]) => `<key id="${target}_${name}" for="${target}" attr.name="${name}" attr.type="${type}"/>`,
  );
}

function nodeLine(graph, thing, colour) {
  const { x, y, size } = graph.places.get(thing.number);
  const [r, g, b] = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
  const values = {
    label: clipText(thing.label, 40),
    title: thing.label,
    kind: thing.kind,
    year: thing.year,
    venue: thing.venue,
    authors: thing.authors?.join("; "),
    aliases: thing.aliases.join("; "),
    community_name: graph.communityOf(thing)?.name,
    size: 2 * size,
    x,
    y: -y,
    r,
    g,
    b,
    url: thing.url,
  };
  return `<node id="${escapeXml(thing.id)}">${dataTags("node", values)}</node>`;
}

function edgeLine(graph, { paper, entity }, { relation, role, score, mentionCount }) {
  const [from, to] = [graph.things[paper].id, graph.things[entity].id];
  const id = escapeXml(`${from}/link/${relation}/${to}`);
  const values = { label: relation, relation, role, weight: score, mentions: mentionCount };
  return `<edge id="${id}" source="${escapeXml(from)}" target="${escapeXml(to)}">${dataTags("edge", values)}</edge>`;
}

function dataTags(target, values) {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return given.map(([name, value]) => `<data key="${target}_${name}">${escapeXml(String(value))}</data>`).join("");
}

export function escapeXml(text) {
  const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;" };
  return text.replace(NOT_ALLOWED, " ").replace(/[&<>"\r]/g, (character) => escapes[character]);
}
