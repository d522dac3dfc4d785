/** Shapes of nodes, one a kind, so that kinds are told apart without colours: outlines around (0, 0). */

const SHAPE_OF_KIND = {
  paper: "circle",
  keyword: "circle",
  dataset: "square",
  technique: "triangle",
  task: "diamond",
  metric: "star",
  repository: "hexagon",
};

const OUTLINES = {
  square: [
    [-0.86, -0.86],
    [0.86, -0.86],
    [0.86, 0.86],
    [-0.86, 0.86],
  ],
  triangle: [
    [0, -1.1],
    [1.05, 0.75],
    [-1.05, 0.75],
  ],
  diamond: [
    [0, -1.15],
    [1.15, 0],
    [0, 1.15],
    [-1.15, 0],
  ],
  star: regularOutline(10, (corner) => (corner % 2 === 0 ? 1.25 : 0.55)),
  hexagon: regularOutline(6, () => 1.05),
};

/** The corners of a kind's outline with radius about 1, null for a circle. */
export function outlineOf(kind) {
  return OUTLINES[SHAPE_OF_KIND[kind]] ?? null;
}

function regularOutline(corners, radius) {
  return Array.from({ length: corners }, (_, corner) => {
    const angle = (2 * Math.PI * corner) / corners - Math.PI / 2;
    return [radius(corner) * Math.cos(angle), radius(corner) * Math.sin(angle)];
  });
}
