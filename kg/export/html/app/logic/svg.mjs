/** The map as an SVG drawing: what is in view, with its labels. */

import { escapeXml } from "./graphml.mjs";
import { placeLabels } from "./labels.mjs";
import {
  DIMMED,
  LABEL_FONT,
  RAY_OPACITY,
  TERRITORY,
  edgeColour,
  edgeOpacity,
  labelSpots,
  nodeStyle,
  radiusOf,
  rayWidth,
} from "./scene.mjs";
import { outlineOf } from "./shapes.mjs";

/** `scene` as the map gives it: {graph, part, ordered, regions, lit, litEdges, strong, view, colours}. */
export function svgText(scene, measure, title) {
  const { graph, part, ordered, regions, lit, litEdges, view, colours } = scene;
  const { width, height } = view;
  const nodes = [...ordered].reverse();
  const labels = placeLabels(labelSpots(scene), view, measure);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${colours.ground}"/>`,
    `<g opacity="${lit === null ? 1 : (1 - DIMMED).toFixed(2)}">`,
    ...regions.map((region) => territory(region, view)),
    `<g stroke-width="1" fill="none" stroke-opacity="${edgeOpacity(part.edges.length)}">`,
    ...edgePaths(graph, part.edges, view),
    "</g>",
    ...nodes.map((number) => nodeShape(scene, number)),
    "</g>",
    `<g stroke-width="${rayWidth(litEdges.length)}" fill="none" stroke-opacity="${RAY_OPACITY}">`,
    ...edgePaths(graph, litEdges, view),
    "</g>",
    ...(lit === null ? [] : nodes.filter((number) => lit.has(number)).map((number) => nodeShape(scene, number))),
    `<g font-family="${escapeXml(LABEL_FONT)}" text-anchor="middle" stroke="${colours.ground}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke">`,
    ...labels.map(labelText),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

function place({ x, y }, view) {
  return `${fixed(x * view.scale + view.left)} ${fixed(y * view.scale + view.top)}`;
}

function edgePaths(graph, edges, view) {
  const paths = new Map();
  for (const edge of edges) {
    const colour = edgeColour(graph, edge);
    const line = `M${place(graph.places.get(edge.paper), view)}L${place(graph.places.get(edge.entity), view)}`;
    paths.set(colour, (paths.get(colour) ?? "") + line);
  }
  return [...paths].map(([colour, path]) => `<path stroke="${colour}" d="${path}"/>`);
}

function territory({ colour, land }, view) {
  const radius = fixed(TERRITORY.radius * view.scale);
  const discs = land.map((spot) => {
    const [x, y] = place(spot, view).split(" ").map(Number);
    return `M${fixed(x - radius)} ${y}a${radius} ${radius} 0 1 1 ${2 * radius} 0a${radius} ${radius} 0 1 1 ${-2 * radius} 0`;
  });
  return `<path fill="${colour}" fill-opacity="${TERRITORY.opacity}" d="${discs.join("")}"/>`;
}

function nodeShape({ graph, view, colours }, number) {
  const thing = graph.things[number];
  const spot = graph.places.get(number);
  const radius = radiusOf(spot.size, view.scale);
  const { fill, stroke, line } = nodeStyle(graph, thing, colours);
  const look = `fill="${fill}" stroke="${stroke}" stroke-width="${fixed(radius * line)}"`;
  const [x, y] = place(spot, view).split(" ").map(Number);
  const outline = outlineOf(thing.kind);
  const name = `<title>${escapeXml(thing.label)}</title>`;
  if (outline === null) return `<circle cx="${x}" cy="${y}" r="${fixed(radius)}" ${look}>${name}</circle>`;
  const corners = outline.map(([dx, dy]) => `${fixed(x + dx * radius)},${fixed(y + dy * radius)}`).join(" ");
  return `<polygon points="${corners}" stroke-linejoin="round" ${look}>${name}</polygon>`;
}

function labelText({ text, x, top, size, weight, colour }) {
  return `<text x="${fixed(x)}" y="${fixed(top + size)}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escapeXml(text)}</text>`;
}

function fixed(value) {
  return Math.round(value * 10) / 10;
}
