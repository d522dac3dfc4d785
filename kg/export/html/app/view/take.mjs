/** Taking away what is visible: tables, a graph, drawings. */

import { csvText } from "../logic/csv.mjs";
import { graphmlText } from "../logic/graphml.mjs";
import { svgText } from "../logic/svg.mjs";
import { entityRows, linkRows, paperRows } from "../logic/tables.mjs";
import { button, copyText, element, saveFile } from "./dom.mjs";
import { measureText } from "./paint.mjs";

const PNG_SCALE = 2;

/** `visible()` gives the visible part, `scene()` what the map shows, `colourOf(thing)` a node's colour. */
export function makeTake(menu, control, graph, { visible, scene, colourOf, onSaid }) {
  const files = [
    ["papers.csv", "Papers, CSV", () => csvFile("papers.csv", paperRows(graph, visible()))],
    ["entities.csv", "Entities, CSV", () => csvFile("entities.csv", entityRows(graph, visible()))],
    ["links.csv", "Links, CSV", () => csvFile("links.csv", linkRows(graph, visible()))],
    [
      "graph.graphml",
      "Graph, GraphML (Gephi)",
      () => saveFile("graph.graphml", "application/xml", graphmlText(graph, visible(), colourOf)),
    ],
    ["map.svg", "Map as seen, SVG", () => saveFile("map.svg", "image/svg+xml", drawing())],
    ["map.png", "Map as seen, PNG", savePng],
  ];
  menu.append(
    element("p", { class: "hint" }, "What is visible now, as"),
    ...files.map(([name, words, save]) => offer(name, words, () => saved(name, save))),
    offer("link", "Copy the link to this view", () => copyText(location.href, "Link copied", onSaid)),
    offer("print", "Print", () => print()),
  );

  async function takeAway(act) {
    setOpen(false);
    control.focus();
    await act();
  }

  function offer(name, words, act) {
    return button({ "data-take": name, onclick: () => takeAway(act) }, words);
  }

  async function saved(name, save) {
    await save();
    onSaid(`${name} saved`);
  }

  function drawing() {
    return svgText(scene(), measureText, document.title);
  }

  async function savePng() {
    const { width, height } = scene().view;
    const address = URL.createObjectURL(new Blob([drawing()], { type: "image/svg+xml" }));
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = element("canvas", { width: width * PNG_SCALE, height: height * PNG_SCALE });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(address);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    saveFile("map.png", "image/png", blob);
  }

  function setOpen(open) {
    menu.hidden = !open;
    control.setAttribute("aria-expanded", String(open));
    if (open) menu.querySelector("button").focus();
  }

  control.addEventListener("click", () => setOpen(menu.hidden));
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      setOpen(false);
      control.focus();
    } else if (step) {
      const buttons = [...menu.querySelectorAll("button")];
      buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length].focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  addEventListener(
    "pointerdown",
    ({ target }) => !menu.hidden && !menu.contains(target) && target !== control && setOpen(false),
  );
}

function csvFile(name, rows) {
  saveFile(name, "text/csv;charset=utf-8", csvText(rows));
}
