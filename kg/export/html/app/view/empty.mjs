/** What to say where no paper is visible. */

import { button, element } from "./dom.mjs";

export function makeEmpty(container, graph, { onReset }) {
  function words(near) {
    if (graph.papers.length === 0) return "There are no papers in this graph.";
    return near === null ? "No paper passes these filters." : "No paper near this one passes these filters.";
  }

  return {
    update({ near }, part) {
      container.hidden = part.papers.size > 0;
      const reset = graph.papers.length === 0 ? [] : [button({ class: "small", onclick: onReset }, "Reset filters")];
      container.replaceChildren(...(container.hidden ? [] : [element("p", {}, words(near)), ...reset]));
    },
  };
}
