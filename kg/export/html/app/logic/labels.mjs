/** Labels that never pile up: each in its order gets a place where there is room, or none. */

const CELL = 64;
const MARGIN = 3;

/**
 * Place labels of `spots` ({text, x, y, radius, size, weight, isRegion, isStrong}, in pixels) and return those that have
 * room, as {...spot, x, top}, whole inside the frame of `view`; `measure(text, size, weight)` gives a width.
 */
export function placeLabels(spots, view, measure) {
  const taken = makeGrid();
  for (const spot of spots) if (spot.isStrong) taken.claim(nodeBox(spot));
  return spots.flatMap((spot) => {
    if (!isInside(nodeBox(spot), view)) return [];
    const width = measure(spot.text, spot.size, spot.weight) + 2 * MARGIN;
    const box = labelBoxes(spot, width, view).find((place) => isInside(place, view) && taken.isFree(place));
    if (!box) return [];
    taken.claim(box);
    if (!spot.isRegion) taken.claim(nodeBox(spot));
    return [{ ...spot, x: (box.left + box.right) / 2, top: box.top }];
  });
}

/** Where a label may stand: a region's in its middle, a node's below it or above, a strong one's also beside it. */
function labelBoxes({ x, y, radius, size, isRegion, isStrong }, width, view) {
  const height = size * 1.25;
  const middle = Math.max(width / 2, Math.min(view.width - width / 2, x));
  const centred = (top) => ({ left: middle - width / 2, right: middle + width / 2, top, bottom: top + height });
  if (isRegion) return [y - height / 2, y - 1.8 * height, y + 0.8 * height].map(centred);
  const boxes = [y + radius + MARGIN, y - radius - MARGIN - height].map(centred);
  if (!isStrong) return boxes;
  const lefts = [x + radius + 2 * MARGIN, x - radius - 2 * MARGIN - width];
  const beside = lefts.map((left) => ({ left, right: left + width, top: y - height / 2, bottom: y + height / 2 }));
  return [...boxes, ...beside.filter(({ left, right }) => left >= 0 && right <= view.width)];
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
