/** What a page of a big graph leaves out, and the ways to the other pages. */

import { leafAddress } from "../logic/atlas.mjs";
import { element } from "./dom.mjs";

/** The note of the page, and on the overview a link to the page of each community. */
export function showAtlas(container, { note, leaves }) {
  container.append(element("p", { class: "hint" }, note));
  if (leaves.length === 0) return;
  const links = leaves.map(([name, address, papers]) =>
    element(
      "a",
      { class: "row", href: address },
      element("span", { class: "text" }, name),
      element("span", { class: "number" }, papers.toLocaleString("en")),
    ),
  );
  container.append(
    element("h3", {}, "Pages of communities"),
    element("ul", { class: "rows leaves" }, ...links.map((link) => element("li", {}, link))),
  );
}

/** The way from a thing on the overview to all that there is of it. */
export function leafLine({ leaves, leaf_of: leafOf }, thing) {
  const leaf = leaves[leafOf[thing.number]];
  if (leaf === undefined) return null;
  return element(
    "p",
    { class: "hint leaf" },
    "This panel lists what the overview shows. ",
    element("a", { href: leafAddress(leaf, thing) }, `All of it on the page ${leaf[0]} →`),
  );
}
