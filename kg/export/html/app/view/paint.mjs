/** Painting on the map's canvas, in map units unless a name says pixels. */

import { placeLabels } from "../logic/labels.mjs";
import { DIMMED, LABEL_FONT, TERRITORY, edgeColour, labelSpots, nodeStyle } from "../logic/scene.mjs";
import { outlineOf } from "../logic/shapes.mjs";

export function traceShape(context, kind, x, y, radius) {
  const corners = outlineOf(kind);
  context.beginPath();
  if (corners === null) context.arc(x, y, radius, 0, 2 * Math.PI);
  else for (const [dx, dy] of corners) context.lineTo(x + dx * radius, y + dy * radius);
  context.closePath();
}

export function paintNode(context, graph, thing, x, y, radius, colours) {
  const { fill, stroke, line } = nodeStyle(graph, thing, colours);
  traceShape(context, thing.kind, x, y, radius);
  context.fillStyle = fill;
  context.strokeStyle = stroke;
  context.lineWidth = radius * line;
  context.lineJoin = "round";
  context.fill();
  context.stroke();
}

/** The land of each community: one even tint under its papers. */
export function paintTerritories(context, regions) {
  context.save();
  context.globalAlpha = TERRITORY.opacity;
  for (const { colour, land } of regions) {
    context.fillStyle = colour;
    context.beginPath();
    for (const { x, y } of land) {
      context.moveTo(x + TERRITORY.radius, y);
      context.arc(x, y, TERRITORY.radius, 0, 2 * Math.PI);
    }
    context.fill();
  }
  context.restore();
}

/** Lines of edges, gathered by colour once, so that a frame draws few paths. */
export function gatherLines(graph, edges) {
  const lines = new Map();
  for (const edge of edges) {
    const colour = edgeColour(graph, edge);
    if (!lines.has(colour)) lines.set(colour, new Path2D());
    const [from, to] = [graph.places.get(edge.paper), graph.places.get(edge.entity)];
    lines.get(colour).moveTo(from.x, from.y);
    lines.get(colour).lineTo(to.x, to.y);
  }
  return lines;
}

export function paintLines(context, lines, width, opacity) {
  context.save();
  context.lineWidth = width;
  context.globalAlpha = opacity;
  for (const [colour, path] of lines) {
    context.strokeStyle = colour;
    context.stroke(path);
  }
  context.restore();
}

/** Lay a veil of the ground's colour over all that is painted. */
export function veil(context, ground) {
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalAlpha = DIMMED;
  context.fillStyle = ground;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.restore();
}

/** Labels in pixels. */
export function paintLabels(context, scene, ratio) {
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = scene.colours.ground;
  for (const { text, x, top, size, weight, colour } of placeLabels(labelSpots(scene), scene.view, measureText)) {
    context.font = fontOf(size, weight);
    context.strokeText(text, x, top);
    context.fillStyle = colour;
    context.fillText(text, x, top);
  }
  context.restore();
}

const widths = new Map();
const measuring = document.createElement("canvas").getContext("2d");

/** The width of a text in pixels. */
export function measureText(text, size, weight) {
  const key = `${weight} ${size} ${text}`;
  if (!widths.has(key)) {
    measuring.font = fontOf(size, weight);
    widths.set(key, measuring.measureText(text).width);
  }
  return widths.get(key);
}

function fontOf(size, weight) {
  return `${weight} ${size}px ${LABEL_FONT}`;
}
