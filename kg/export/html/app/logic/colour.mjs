/** Colours as #rrggbb. */

/** `share` of one colour, the rest of the other. */
export function mixColours(colour, other, share) {
  const [a, b] = [channelsOf(colour), channelsOf(other)];
  return `#${a.map((value, place) => toHex(value * share + b[place] * (1 - share))).join("")}`;
}

/** What the browser computed, `rgb(1, 2, 3)`, as #rrggbb. */
export function hexColour(computed) {
  return `#${computed
    .match(/\d+(\.\d+)?/g)
    .slice(0, 3)
    .map((value) => toHex(Number(value)))
    .join("")}`;
}

function channelsOf(colour) {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}

function toHex(value) {
  return Math.round(value).toString(16).padStart(2, "0");
}
