/** The wiring: what is done changes the state, and everything else follows the state. */

import { elsewhere, leafAddress, unpackThings } from "../logic/atlas.mjs";
import { isOpen, openFilters, visiblePart } from "../logic/filter.mjs";
import { readGraph } from "../logic/graph.mjs";
import { litThings, pathOf } from "../logic/lit.mjs";
import { countOf } from "../logic/text.mjs";
import { showAtlas } from "./atlas.mjs";
import { makeCards } from "./cards.mjs";
import { makeChips } from "./chips.mjs";
import { byId, element } from "./dom.mjs";
import { makeEmpty } from "./empty.mjs";
import { makeFilters } from "./filters.mjs";
import { makeHelp } from "./help.mjs";
import { bindKeys } from "./keys.mjs";
import { makeMap } from "./map.mjs";
import { makePanel } from "./panel.mjs";
import { keptPins, makePins } from "./pins.mjs";
import { makeSaying } from "./saying.mjs";
import { makeSearch } from "./search.mjs";
import { makeStore } from "./store.mjs";
import { makeTable } from "./table.mjs";
import { makeTake } from "./take.mjs";
import { makeTheme } from "./theme.mjs";
import { makeTip } from "./tip.mjs";

function openPage() {
  const graph = readGraph(JSON.parse(byId("data").textContent));
  const store = makeStore(graph, render);
  const { go, state } = store;
  let part = visiblePart(graph, state().filters, state().near);

  const open = (number) => go({ open: number, link: null });
  const openLink = (paper, entity) => go({ open: null, link: [paper, entity] });
  const reset = () => go({ filters: openFilters(graph), near: null });
  const pin = (number) => go({ pins: toggled(state().pins, number) }, { travel: false });
  const cards = makeCards(graph, open);
  const say = makeSaying(byId("said"));

  makeTheme(byId("tool-theme"), () => map.recolour());
  const tip = makeTip(byId("tip"), graph);
  const map = makeMap(byId("map"), graph, {
    onThing: chooseOnMap,
    onEdge: ({ paper, entity }) => openLink(paper, entity),
    onNothing: () => go({ open: null, link: null }, { travel: false }),
    onHover: tip.show,
    insets: readInsets,
  });
  const pinBox = element("div", { class: "pins" });
  const filterBox = element("div", {});
  const atlasBox = element("div", { class: "atlas", hidden: "" });
  byId("filters").append(element("h2", { class: "unseen" }, "Pins, filters and legend"), atlasBox, pinBox, filterBox);
  const filters = makeFilters(filterBox, graph, {
    onChange: (next, isSliding) => go({ filters: next }, { replace: isSliding, travel: false }),
    onReset: reset,
  });
  const pins = makePins(pinBox, graph, cards, { onUnpin: pin, onClear: () => go({ pins: [] }, { travel: false }) });
  const chips = makeChips(byId("chips"), graph, {
    onNear: (near) => go({ near }),
    onPath: (path) => go({ path, open: null, link: null }),
    onReset: reset,
  });
  const empty = makeEmpty(byId("empty"), graph, { onReset: reset });
  const table = makeTable(byId("table"), graph, {
    onOpen: open,
    onView: (view) => go({ view }, { travel: false }),
    onClose: () => go({ view: "map" }),
  });
  const panel = makePanel(byId("details"), byId("panel"), byId("sheet"), graph, cards, {
    onClose: closeTop,
    onEvidence: openLink,
    onNear: (near) => go({ near }),
    onPathFrom: (from) => go({ path: { from, to: null }, open: null, link: null, view: "map" }),
    onPin: pin,
    onSaid: (words) => say(words, true),
    path: ({ filters: current }) => ({
      onEnds: (path) => go({ path }),
      onReset: reset,
      isFiltered: !isOpen(graph, { ...current, min: graph.minPapers }),
    }),
  });
  const help = makeHelp(byId("help"), byId("tool-help"));
  const search = makeSearch(byId("search"), byId("suggestions"), graph, graph.things, (thing) =>
    thing.leaf === undefined ? open(thing.number) : location.assign(leafAddress(thing.leaf, thing)),
  );
  makeTake(byId("take"), byId("tool-take"), graph, {
    visible: () => part,
    scene: map.readScene,
    colourOf: (thing) =>
      thing.kind === "paper" ? (graph.communityOf(thing)?.colour ?? "#888888") : map.colours()[thing.kind],
    onSaid: (words) => say(words, true),
  });

  /** On the overview: search all that there is, and go on to what the address asks for where that is elsewhere. */
  async function reachFurther() {
    const things = await unpackThings(graph.atlas, graph);
    const address = elsewhere(things, location.hash);
    if (address === null) search.searchIn(things);
    else location.replace(address);
  }

  function render(next, before, travel) {
    const isFirst = before === null;
    const isNew = (...names) =>
      isFirst || names.some((name) => JSON.stringify(next[name]) !== JSON.stringify(before[name]));
    part = visiblePart(graph, next.filters, next.near);
    const steps = pathOf(graph, next);
    const { strong, numbers, edges } = litThings(graph, part, next, steps);
    filters.update(next.filters, part);
    pins.update(next.pins);
    chips.update(next, part);
    empty.update(next, part);
    panel.update(next, steps, isNew("open", "link", "path"));
    if (isNew("open", "link", "path") && isPhone()) showFilters(false);
    if (isNew("view", "filters", "near")) table.update(next.view, part);
    if (isNew("filters", "near")) map.show(part);
    map.light(strong, numbers, edges);
    updateTools(next);
    if (travel && next.view === "map") moveTo(isFirst ? map.jumpTo : map.flyTo, numbers, isNew("near"));
    if (!isFirst && isNew("filters"))
      say(
        `${countOf(part.papers.size, "paper", "papers")}, ${countOf(part.entities.size, "entity", "entities")} visible`,
      );
  }

  /** A paper that is clicked while a path wants an end becomes that end; anything else opens. */
  function chooseOnMap(number) {
    const { path, open: shown, link } = state();
    const end =
      path === null || shown !== null || link !== null ? undefined : ["from", "to"].find((name) => path[name] === null);
    if (end === undefined || graph.things[number].kind !== "paper") open(number);
    else go({ path: { ...path, [end]: number } });
  }

  function moveTo(move, numbers, isWhole) {
    if (numbers !== null) move(numbers);
    else if (isWhole) move([...part.papers, ...part.entities]);
  }

  function closeTop() {
    const { open: number, link, path, near, view } = state();
    if (number !== null || link !== null) go({ open: null, link: null }, { travel: path !== null });
    else if (path !== null) go({ path: null }, { travel: false });
    else if (near !== null) go({ near: null });
    else if (view !== "map") go({ view: "map" });
  }

  function updateTools({ view, path }) {
    byId("tool-table").setAttribute("aria-pressed", String(view !== "map"));
    byId("tool-path").setAttribute("aria-pressed", String(path !== null));
    for (const name of ["map", "chips"]) byId(name).inert = view !== "map";
    document.querySelector(".zoom").hidden = view !== "map";
  }

  function showFilters(isShown) {
    document.body.classList.toggle("no-filters", !isShown);
    byId("tool-filters").setAttribute("aria-expanded", String(isShown));
  }

  function toggleTable() {
    go({ view: state().view === "map" ? "papers" : "map" });
  }

  function togglePath() {
    const { path, open: number } = state();
    const from = number !== null && graph.things[number].kind === "paper" ? number : null;
    go({ path: path === null ? { from, to: null } : null, open: null, link: null, view: "map" });
  }

  byId("tool-filters").addEventListener("click", () => showFilters(document.body.classList.contains("no-filters")));
  byId("tool-table").addEventListener("click", toggleTable);
  byId("tool-path").addEventListener("click", togglePath);
  byId("zoom-in").addEventListener("click", () => map.zoomBy(1.5));
  byId("zoom-out").addEventListener("click", () => map.zoomBy(1 / 1.5));
  byId("zoom-fit").addEventListener("click", map.showAll);
  bindKeys({
    "/": () => byId("search").focus(),
    Escape: closeTop,
    "?": help.open,
    t: toggleTable,
    p: () => state().open !== null && pin(state().open),
    f: () => {
      const { open: number, near } = state();
      if (number === null) return;
      const steps = near?.number !== number ? 2 : near.steps - 1;
      go({ near: steps === 0 ? null : { number, steps } });
    },
  });
  if (graph.atlas !== null) {
    atlasBox.hidden = false;
    showAtlas(atlasBox, graph.atlas);
    if (graph.atlas.index !== "") reachFurther();
  }
  showFilters(!isPhone());
  render(state(), null, true);
  const kept = keptPins(graph);
  if (state().pins.length === 0 && kept.length > 0) go({ pins: kept }, { replace: true, travel: false });
}

function toggled(list, value) {
  return list.includes(value) ? list.filter((other) => other !== value) : [...list, value];
}

/** Whether panels cover the map rather than stand beside it. */
function isPhone() {
  return matchMedia("(max-width: 760px)").matches;
}

/** The pixels of the map that the panels cover, at each side. */
function readInsets() {
  const map = byId("map").getBoundingClientRect();
  const details = byId("details").getBoundingClientRect();
  const isBelow = details.width > 0 && details.width >= map.width - 1;
  return {
    left: 0,
    right: isBelow
      ? 0
      : Math.max(0, Math.min(map.right, details.right) - Math.max(details.left, map.left)) * (details.width > 0),
    top: 0,
    bottom: isBelow ? Math.max(0, map.bottom - details.top) : 0,
  };
}

openPage();
