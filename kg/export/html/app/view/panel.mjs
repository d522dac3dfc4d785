/** The panel at the side: a paper, an entity, an edge or a path. */

import { KIND_NAMES } from "../logic/kinds.mjs";
import { leafLine } from "./atlas.mjs";
import { button, byId, element, swatch } from "./dom.mjs";
import { entityPanel } from "./entity.mjs";
import { kindIcon } from "./icons.mjs";
import { linkPanel } from "./link.mjs";
import { paperPanel } from "./paper.mjs";
import { pathPanel } from "./path.mjs";

export function makePanel(aside, container, sheet, graph, cards, acts) {
  function content(state, steps) {
    if (state.open !== null) return thingContent(graph.things[state.open], state);
    if (state.link !== null)
      return [topLine([element("span", {}, "Link")]), ...linkPanel(graph, cards, graph.edgeBetween(...state.link))];
    if (state.path !== null)
      return [topLine([element("span", {}, "Path")]), ...pathPanel(graph, cards, state.path, steps, acts.path(state))];
    return [];
  }

  function thingContent(thing, state) {
    const body =
      thing.kind === "paper" ? paperPanel(graph, cards, thing, acts) : entityPanel(graph, cards, thing, acts);
    const [heading, ...rest] = body;
    const leaf = graph.atlas === null ? null : leafLine(graph.atlas, thing);
    return [topLine(kindLine(thing)), toolLine(thing, state), heading, leaf, ...rest];
  }

  function kindLine(thing) {
    const community = thing.kind === "paper" ? graph.communityOf(thing) : null;
    const sign = community ? swatch(community.colour) : kindIcon(thing.kind);
    return [
      sign,
      element("span", {}, KIND_NAMES[thing.kind]),
      community ? element("span", { class: "community" }, `in ${community.name}`) : null,
    ];
  }

  function topLine(words) {
    return element("div", { class: "top" }, ...words, button({ class: "close", onclick: acts.onClose }, "Close ✕"));
  }

  function toolLine({ number, kind }, { near, pins }) {
    const isNear = (steps) => near?.number === number && near.steps === steps;
    const focus = (steps, words) =>
      button(
        {
          class: "small",
          "aria-pressed": String(isNear(steps)),
          title: words,
          onclick: () => acts.onNear(isNear(steps) ? null : { number, steps }),
        },
        `${steps === 1 ? "1 step" : "2 steps"}`,
      );
    const isPinned = pins.includes(number);
    return element(
      "div",
      { class: "actions" },
      element(
        "span",
        { class: "joined", role: "group", "aria-label": "Show only what is near" },
        element("span", { class: "joined-name", "aria-hidden": "true" }, "Only"),
        focus(1, "Show only what it is joined to"),
        focus(2, "Show also what that is joined to"),
      ),
      kind === "paper" ? button({ class: "small", onclick: () => acts.onPathFrom(number) }, "Path to…") : null,
      button(
        { class: "small", "aria-pressed": String(isPinned), onclick: () => acts.onPin(number) },
        isPinned ? "Pinned" : "Pin",
      ),
    );
  }

  function setSheet(open) {
    sheet.setAttribute("aria-expanded", String(open));
    aside.classList.toggle("low", !open);
  }

  /** Where the focus goes: to what is new, else to the button that had it and was made anew, else to the map. */
  function nextFocus(isNew, held) {
    if (aside.hidden) return held === null ? null : byId("map");
    if (isNew) return container.querySelector("input") ?? container;
    if (held === null) return null;
    return [...container.querySelectorAll("button")].find(({ textContent }) => textContent === held) ?? container;
  }

  sheet.addEventListener("click", () => setSheet(sheet.getAttribute("aria-expanded") !== "true"));
  return {
    /** Show what the state says; `isNew` is false where only its surroundings changed. */
    update(state, steps, isNew) {
      const parts = content(state, steps).filter((part) => part !== null);
      const top = isNew ? 0 : container.scrollTop;
      const held = container.contains(document.activeElement) ? document.activeElement.textContent : null;
      container.replaceChildren(...parts);
      aside.hidden = parts.length === 0;
      if (isNew) setSheet(true);
      container.scrollTop = top;
      const next = nextFocus(isNew, held);
      if (next !== null) next.focus({ preventScroll: true });
    },
  };
}
