/** What lies under a point of the map. */

const REACH = 5;

/** The number of the node at (x, y), all in map units, null where there is none; `radius` gives a node's. */
export function pickNode(places, numbers, { x, y }, radius, slack) {
  let best = null;
  let nearest = Infinity;
  for (const number of numbers) {
    const place = places.get(number);
    const gap = Math.hypot(place.x - x, place.y - y) - radius(place.size);
    if (gap <= slack && gap < nearest) [best, nearest] = [number, gap];
  }
  return best;
}

/** The edge within a few pixels of the point, null where there is none. */
export function pickEdge(places, edges, point, scale) {
  let best = null;
  let nearest = REACH / scale;
  for (const edge of edges) {
    const distance = distanceToLine(point, places.get(edge.paper), places.get(edge.entity));
    if (distance < nearest) [best, nearest] = [edge, distance];
  }
  return best;
}

export function distanceToLine({ x, y }, from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / length));
  return Math.hypot(x - from.x - along * dx, y - from.y - along * dy);
}

/** The view that shows all places in a frame, `inset` pixels kept free at its sides. */
export function fitView(places, frame, inset, closest) {
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  const [left, right, top, bottom] = [least(xs), most(xs), least(ys), most(ys)];
  const width = Math.max(40, frame.width - inset.left - inset.right);
  const height = Math.max(40, frame.height - inset.top - inset.bottom);
  const scale = Math.min(closest, width / Math.max(right - left, 1), height / Math.max(bottom - top, 1));
  return {
    scale,
    position: { x: (left + right) / 2, y: (top + bottom) / 2 },
    offset: { x: (inset.left - inset.right) / 2, y: (inset.top - inset.bottom) / 2 },
  };
}

function least(values) {
  return values.reduce((a, b) => Math.min(a, b));
}

function most(values) {
  return values.reduce((a, b) => Math.max(a, b));
}
