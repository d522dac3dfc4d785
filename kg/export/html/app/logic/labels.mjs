/** Labels that never pile up: each in its order gets a place where there is room, or none. */

const CELL = 64;
const MARGIN = 3;

/**
 * Place labels of `spots` ({text, x, y, radius, size, weight, isRegion}, in pixels) and return those that have room, as
 * {...spot, x, top}, whole inside the frame of `view`; `measure(text, size, weight)` gives a width.
 */
export function placeLabels(spots, view, measure) {
  const taken = makeGrid();
  return spots.flatMap((spot) => {
    if (!isInside(nodeBox(spot), view)) return [];
    const width = measure(spot.text, spot.size, spot.weight) + 2 * MARGIN;
    const middle = Math.max(width / 2, Math.min(view.width - width / 2, spot.x));
    const box = labelBoxes({ ...spot, x: middle }, width).find((place) => isInside(place, view) && taken.isFree(place));
    if (!box) return [];
    taken.claim(box);
    if (!spot.isRegion) taken.claim(nodeBox(spot));
    return [{ ...spot, x: middle, top: box.top }];
  });
}

/** Where a label may stand: a region's in its middle, a node's below it, else above. */
function labelBoxes({ x, y, radius, size, isRegion }, width) {
  const height = size * 1.25;
  const tops = isRegion ? [y - height / 2, y - 1.8 * height, y + 0.8 * height] : [y + radius + MARGIN, y - radius - MARGIN - height];
  return tops.map((top) => ({ left: x - width / 2, right: x + width / 2, top, bottom: top + height }));
}

function nodeBox({ x, y, radius }) {
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}

function isInside(box, { width, height }) {
  return box.right > 0 && box.left < width && box.bottom > 0 && box.top < height;
}

/** Boxes claimed so far, found by the cells of a coarse grid. */
function makeGrid() {
  const cells = new Map();
  const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  function cellsOf(box) {
    const keys = [];
    for (let column = Math.floor(box.left / CELL); column <= box.right / CELL; column += 1) {
      for (let row = Math.floor(box.top / CELL); row <= box.bottom / CELL; row += 1) keys.push(column * 65_536 + row);
    }
    return keys;
  }
  return {
    isFree(box) {
      return !cellsOf(box).some((key) => cells.get(key)?.some((other) => overlap(box, other)));
    },
    claim(box) {
      for (const key of cellsOf(box)) {
        if (cells.has(key)) cells.get(key).push(box);
        else cells.set(key, [box]);
      }
    },
  };
}
