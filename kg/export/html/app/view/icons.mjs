/** The shapes of the map as small drawings for lists. */

import { outlineOf } from "../logic/shapes.mjs";

const SVG = "http://www.w3.org/2000/svg";

export function kindIcon(kind) {
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("class", `icon ${kind}${kind === "paper" ? " filled" : ""}`);
  icon.setAttribute("viewBox", "-10 -10 20 20");
  icon.setAttribute("aria-hidden", "true");
  const corners = outlineOf(kind);
  const outline = document.createElementNS(SVG, corners === null ? "circle" : "polygon");
  if (corners === null) outline.setAttribute("r", kind === "keyword" ? "4.5" : "8");
  else outline.setAttribute("points", corners.map(([x, y]) => `${x * 8},${y * 8}`).join(" "));
  icon.append(outline);
  return icon;
}
