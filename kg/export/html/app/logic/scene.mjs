/** What stands on the map and how it looks, for the canvas as for the drawing that people take away. */

import { clipText } from "./text.mjs";
import { mixColours } from "./colour.mjs";

export const DIMMED = 0.84;
export const TERRITORY = { radius: 84, opacity: 0.1 };
export const RAY_OPACITY = 0.65;
export const LABEL_FONT =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif";

const SHRINK = 0.6;
const REGIONS_UNTIL = 1.15;
const REGION_WIDTH = 26;
const SETTLERS = 4;
const LABEL_FROM = { entity: 5, paper: 6.6 };
const PAPER_WEIGHT = 0.7;
const RING = 5;

/** Radius in pixels: nodes grow more slowly than the map, so that zooming in gives room. */
export function radiusOf(size, scale) {
  return size * scale ** (1 - SHRINK);
}

export function nodeStyle(graph, thing, colours) {
  const isPaper = thing.kind === "paper";
  return {
    fill: isPaper ? (graph.communityOf(thing)?.colour ?? colours.quiet) : colours.surface,
    stroke: isPaper ? colours.ground : colours[thing.kind],
    line: isPaper ? 0.14 : 0.26,
  };
}

export function edgeColour(graph, { paper }) {
  return graph.communityOf(graph.things[paper])?.colour ?? "#888888";
}

/** Thin where there are many, so that the whole stays calm. */
export function edgeOpacity(count) {
  return Math.min(0.45, Math.max(0.1, 160 / (count + 1)));
}

/** Lines that are lit are bold where there are few. */
export function rayWidth(count) {
  return count < 16 ? 2.2 : 1.3;
}

/** The communities with visible papers: their names, colours, places of papers, the settled ones of these, middle. */
export function regionsOf(graph, part) {
  const groups = new Map();
  for (const number of part.papers) {
    const entry = graph.communityOf(graph.things[number]);
    if (entry === null || entry.communities.length > 1) continue;
    if (!groups.has(entry)) groups.set(entry, []);
    groups.get(entry).push(graph.places.get(number));
  }
  return [...groups].map(([entry, places]) => ({
    name: shortName(entry.name),
    colour: entry.colour,
    places,
    land: places.filter((place) => isSettled(place, places)),
    x: median(places.map(({ x }) => x)),
    y: median(places.map(({ y }) => y)),
  }));
}

/** Nodes in the order in which they get their labels. */
export function byImportance(graph, numbers) {
  const weight = (number) => graph.places.get(number).size * (graph.things[number].kind === "paper" ? PAPER_WEIGHT : 1);
  return [...numbers].sort((a, b) => weight(b) - weight(a) || a - b);
}

/** Labels that want a place, the most important first; `lit` (a set, or null for all) says which nodes may have one. */
export function labelSpots({ graph, ordered, regions, lit, strong, view, colours }) {
  const withRegions =
    lit === null && view.scale < REGIONS_UNTIL ? regions.filter(({ places }) => places.length > 2) : [];
  const isNamed = (number) => withRegions.some(({ name }) => name === graph.things[number].label);
  const isWanted = (number) =>
    !strong.includes(number) &&
    (lit === null ? isBigEnough(graph, number, view.scale) && !isNamed(number) : lit.has(number));
  return [
    ...strong.map((number) => nodeSpot(graph, number, true, view, colours)),
    ...withRegions.map((region) => regionSpot(region, view, colours)),
    ...ordered.filter(isWanted).map((number) => nodeSpot(graph, number, false, view, colours)),
  ];
}

function isBigEnough(graph, number, scale) {
  const group = graph.things[number].kind === "paper" ? "paper" : "entity";
  return radiusOf(graph.places.get(number).size, scale) > LABEL_FROM[group];
}

function nodeSpot(graph, number, isStrong, view, colours) {
  const thing = graph.things[number];
  const { x, y, size } = graph.places.get(number);
  const isPaper = thing.kind === "paper";
  return {
    text: thing.shortLabel,
    x: x * view.scale + view.left,
    y: y * view.scale + view.top,
    radius: radiusOf(size, view.scale) + (isStrong ? RING : 0),
    size: isPaper ? 11.5 : Math.round(Math.min(15, 10 + size / 5)),
    weight: isStrong || !["paper", "keyword"].includes(thing.kind) ? 600 : 400,
    colour: isPaper && !isStrong ? colours.quiet : colours.text,
    isRegion: false,
    isStrong,
  };
}

function regionSpot({ name, colour, x, y }, view, colours) {
  return {
    text: name,
    x: x * view.scale + view.left,
    y: y * view.scale + view.top,
    radius: 0,
    size: 14,
    weight: 700,
    colour: mixColours(colour, colours.text, 0.55),
    isRegion: true,
  };
}

/** The first two names of a community's where both are short, else the first. */
function shortName(name) {
  const two = name.split(", ").slice(0, 2).join(", ");
  return two.length <= REGION_WIDTH ? two : clipText(name.split(", ")[0], REGION_WIDTH);
}

/** Whether there are papers enough around a place to call it land. */
function isSettled(place, places) {
  const isClose = ({ x, y }) => Math.hypot(x - place.x, y - place.y) < 1.6 * TERRITORY.radius;
  return places.filter(isClose).length >= SETTLERS;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
