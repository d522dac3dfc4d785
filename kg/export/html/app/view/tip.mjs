/** What the pointer is at, beside it. */

import { KIND_NAMES } from "../logic/kinds.mjs";
import { countOf } from "../logic/text.mjs";
import { element } from "./dom.mjs";
import { kindIcon } from "./icons.mjs";

const GAP = 14;

export function makeTip(container, graph) {
  function content(number, edge) {
    if (number === null) return [element("span", {}, "Read the sentences this line rests on")];
    const thing = graph.things[number];
    const notes =
      thing.kind === "paper"
        ? [thing.year, graph.communityOf(thing)?.name]
        : [countOf(graph.edgesOf(number).length, "paper", "papers")];
    const line = [KIND_NAMES[thing.kind], ...notes].filter((note) => note !== null && note !== undefined).join(" · ");
    return [kindIcon(thing.kind), element("span", {}, thing.label, element("span", { class: "note-line" }, line))];
  }

  return {
    /** Show what a thing or an edge is, nothing for neither. */
    show(number, edge, event) {
      container.hidden = number === null && edge === null;
      if (container.hidden) return;
      container.replaceChildren(...content(number, edge));
      const frame = container.offsetParent.getBoundingClientRect();
      const [x, y] = [event.clientX - frame.left, event.clientY - frame.top];
      const left = x + GAP + container.offsetWidth > frame.width ? x - GAP - container.offsetWidth : x + GAP;
      const top = y + GAP + container.offsetHeight > frame.height ? y - GAP - container.offsetHeight : y + GAP;
      container.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
    },
  };
}
