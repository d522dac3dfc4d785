/** Shapes of nodes: the same outline on the map and in the panel. */

const SHAPE_OF_KIND = {
  paper: "circle",
  dataset: "square",
  technique: "triangle",
  task: "diamond",
  metric: "star",
  keyword: "circle",
  repository: "hexagon",
};

const OUTLINES = {
  square: [[-0.86, -0.86], [0.86, -0.86], [0.86, 0.86], [-0.86, 0.86]],
  triangle: [[0, -1.1], [1.05, 0.75], [-1.05, 0.75]],
  diamond: [[0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]],
  star: regularOutline(10, (corner) => (corner % 2 === 0 ? 1.25 : 0.55)),
  hexagon: regularOutline(6, () => 1.05),
};

function regularOutline(corners, radius) {
  return Array.from({ length: corners }, (_, corner) => {
    const angle = (2 * Math.PI * corner) / corners - Math.PI / 2;
    return [radius(corner) * Math.cos(angle), radius(corner) * Math.sin(angle)];
  });
}

function traceShape(context, shape, x, y, radius) {
  context.beginPath();
  if (shape === "circle") context.arc(x, y, radius, 0, 2 * Math.PI);
  else for (const [dx, dy] of OUTLINES[shape]) context.lineTo(x + dx * radius, y + dy * radius);
  context.closePath();
}

function kindIcon(kind) {
  const namespace = "http://www.w3.org/2000/svg";
  const icon = document.createElementNS(namespace, "svg");
  icon.setAttribute("class", `icon ${kind}${kind === "paper" ? " filled" : ""}`);
  icon.setAttribute("viewBox", "-10 -10 20 20");
  icon.setAttribute("aria-hidden", "true");
  const shape = SHAPE_OF_KIND[kind];
  const outline = document.createElementNS(namespace, shape === "circle" ? "circle" : "polygon");
  if (shape === "circle") outline.setAttribute("r", kind === "keyword" ? "4.5" : "8");
  else outline.setAttribute("points", OUTLINES[shape].map(([x, y]) => `${x * 8},${y * 8}`).join(" "));
  icon.append(outline);
  return icon;
}
