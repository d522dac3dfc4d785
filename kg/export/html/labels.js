/** Labels that never pile up: the biggest nodes first, a label only where there is room, more of them with zoom. */

const LABEL_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, Arial, 'Liberation Sans', sans-serif";
const LABEL_CELL = 64;

function makeLabelPainter() {
  const widths = new Map();
  function widthOf(context, text, font) {
    const key = font + text;
    if (!widths.has(key)) {
      context.font = font;
      widths.set(key, context.measureText(text).width);
    }
    return widths.get(key);
  }

  /** Paint labels of `spots` ({text, x, y, radius, size, bold, colour} in CSS pixels) in their order. */
  return function paintLabels(context, spots, view) {
    const taken = makeGrid();
    for (const spot of spots) {
      const font = `${spot.bold ? "600 " : ""}${spot.size}px ${LABEL_FONT}`;
      const width = widthOf(context, spot.text, font);
      const box = labelBoxes(spot, width).find((place) => insideView(place, view) && taken.isFree(place));
      if (!box) continue;
      taken.claim(box);
      taken.claim(nodeBox(spot));
      paintLabel(context, spot, font, box, view.halo);
    }
  };
}

/** Where a label may stand: below its node, else above it. */
function labelBoxes({ x, y, radius, size }, width) {
  const height = size * 1.25;
  const tops = [y + radius + 3, y - radius - 3 - height];
  return tops.map((top) => ({ left: x - width / 2 - 3, right: x + width / 2 + 3, top, bottom: top + height }));
}

function nodeBox({ x, y, radius }) {
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}

function insideView(box, view) {
  return box.right > 0 && box.left < view.width && box.bottom > 0 && box.top < view.height;
}

function paintLabel(context, spot, font, box, halo) {
  context.font = font;
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = halo;
  context.strokeText(spot.text, spot.x, box.top);
  context.fillStyle = spot.colour;
  context.fillText(spot.text, spot.x, box.top);
}

/** Boxes claimed so far, found by the cells of a coarse grid. */
function makeGrid() {
  const cells = new Map();
  const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  function* cellsOf(box) {
    for (let column = Math.floor(box.left / LABEL_CELL); column <= box.right / LABEL_CELL; column += 1) {
      for (let row = Math.floor(box.top / LABEL_CELL); row <= box.bottom / LABEL_CELL; row += 1) yield `${column}:${row}`;
    }
  }
  return {
    isFree(box) {
      return ![...cellsOf(box)].some((key) => cells.get(key)?.some((other) => overlap(box, other)));
    },
    claim(box) {
      for (const key of cellsOf(box)) cells.set(key, [...(cells.get(key) ?? []), box]);
    },
  };
}
