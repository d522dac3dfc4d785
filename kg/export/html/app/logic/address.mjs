/**
 * The state of the page in the fragment of its address, so that a link shares it and back and forward walk through it.
 *
 *     #paper/a-title&near=paper/a-title,2&hide=keyword&min=3&pins=paper/b,paper/c
 *
 * Things are called by their identifiers; what the page does not know is left out.
 */

import { openFilters } from "./filter.mjs";
import { addressCode } from "./text.mjs";

export const VIEWS = ["map", "papers", "entities"];

export function startState(graph) {
  return { open: null, link: null, near: null, path: null, view: "map", filters: openFilters(graph), pins: [] };
}

export function writeFragment(graph, state) {
  const { open, link, near, path, view, filters, pins } = state;
  const idOf = (number) => addressCode(graph.things[number].id);
  const start = openFilters(graph);
  const listed = (values) => values.map((value) => encodeURIComponent(String(value).toWellFormed())).join(",");
  const fields = [
    [link !== null, "link", () => link.map(idOf).join(",")],
    [near !== null, "near", () => `${idOf(near.number)},${near.steps}`],
    [path !== null, "path", () => [path.from, path.to].map((end) => (end === null ? "" : idOf(end))).join(",")],
    [view !== "map", "view", () => view],
    [filters.hidden.length > 0, "hide", () => listed(filters.hidden)],
    [filters.roles.length > 0, "roles", () => listed(filters.roles)],
    [filters.communities.length > 0, "communities", () => listed(filters.communities)],
    [filters.sources.length > 0, "sources", () => listed(filters.sources)],
    [filters.from !== null, "from", () => filters.from],
    [filters.to !== null, "to", () => filters.to],
    [filters.min !== start.min, "min", () => filters.min],
    [pins.length > 0, "pins", () => pins.map(idOf).join(",")],
  ];
  const parts = fields.filter(([isSet]) => isSet).map(([, name, value]) => `${name}=${value()}`);
  return [...(open === null ? [] : [idOf(open)]), ...parts].join("&");
}

export function readFragment(graph, fragment) {
  const state = startState(graph);
  const parts = fragment
    .replace(/^#/, "")
    .split("&")
    .filter((part) => part !== "");
  const byCode = (code) => graph.find(code);
  const fields = new Map(
    parts
      .filter((part) => part.includes("="))
      .map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]),
  );
  const listed = (name) => (fields.get(name) ?? "").split(",").filter((value) => value !== "");
  const plain = parts.find((part) => !part.includes("="));
  if (plain !== undefined) state.open = byCode(plain);

  const [linkPaper, linkEntity] = listed("link").map(byCode);
  if (linkPaper != null && linkEntity != null && graph.edgeBetween(linkPaper, linkEntity))
    state.link = [linkPaper, linkEntity];
  const [nearId, steps] = listed("near");
  if (nearId !== undefined && byCode(nearId) !== null)
    state.near = { number: byCode(nearId), steps: steps === "1" ? 1 : 2 };
  if (fields.has("path")) {
    const [from, to] = fields
      .get("path")
      .split(",")
      .map((code) => paperOrNull(graph, byCode(code)));
    state.path = { from, to: to ?? null };
  }
  if (VIEWS.includes(fields.get("view"))) state.view = fields.get("view");
  state.filters = readFilters(graph, fields, listed);
  state.pins = [...new Set(listed("pins").map(byCode))].filter((number) => number !== null);
  return state;
}

function readFilters(graph, fields, listed) {
  const decoded = (name) => listed(name).map(decodeValue);
  const min = wholeNumber(fields.get("min"));
  return {
    hidden: decoded("hide"),
    roles: decoded("roles"),
    communities: listed("communities")
      .map(Number)
      .filter((index) => graph.communities[index] !== undefined),
    sources: decoded("sources").filter((source) => graph.sources.includes(source)),
    from: wholeNumber(fields.get("from")),
    to: wholeNumber(fields.get("to")),
    min: min === null ? graph.minPapers : Math.max(graph.leastPapers, min),
  };
}

function paperOrNull(graph, number) {
  return number !== null && graph.things[number].kind === "paper" ? number : null;
}

function wholeNumber(text) {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : null;
}

function decodeValue(code) {
  try {
    return decodeURIComponent(code);
  } catch {
    return code;
  }
}
