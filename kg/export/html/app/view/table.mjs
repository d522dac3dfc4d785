/** What is visible as a table, sorted by any of its columns. */

import { entityColumns, paperColumns, sortRows, visibleEntities, visiblePapers } from "../logic/tables.mjs";
import { countOf } from "../logic/text.mjs";
import { button, element, swatch } from "./dom.mjs";
import { kindIcon } from "./icons.mjs";

const CHUNK = 200;

export function makeTable(container, graph, { onOpen, onView, onClose }) {
  const order = { papers: { name: "title", descending: false }, entities: { name: "papers", descending: true } };
  let view = "papers";
  let part = null;

  function render() {
    const [columns, things] =
      view === "papers"
        ? [paperColumns(graph, part), visiblePapers(graph, part)]
        : [entityColumns(graph, part), visibleEntities(graph, part)];
    const used = columns.filter(
      ({ value, name }) =>
        name === columns[0].name || things.some((thing) => ![null, "", undefined].includes(value(thing))),
    );
    const sorted = sortRows(
      things,
      columns.find(({ name }) => name === order[view].name),
      order[view].descending,
    );
    const body = element("tbody", {});
    const more = button({ class: "small more", onclick: () => addRows() }, "");
    let count = 0;

    function addRows() {
      body.append(...sorted.slice(count, count + CHUNK).map((thing) => bodyRow(used, thing)));
      count = Math.min(count + CHUNK, sorted.length);
      more.hidden = count === sorted.length;
      more.textContent = `Show more (${(sorted.length - count).toLocaleString("en")} left)`;
    }

    addRows();
    container.replaceChildren(
      element(
        "div",
        { class: "table-top" },
        tab("papers", countOf(part.papers.size, "paper", "papers")),
        tab("entities", countOf(part.entities.size, "entity", "entities")),
        button({ class: "close", onclick: onClose }, "Close ✕"),
      ),
      element(
        "div",
        { class: "table-body", tabindex: "0", role: "region", "aria-label": view === "papers" ? "Papers" : "Entities" },
        element("table", {}, element("thead", {}, element("tr", {}, ...used.map(headCell))), body),
        sorted.length === 0 ? element("p", { class: "hint" }, "Nothing passes the filters.") : null,
        more,
      ),
    );
  }

  function tab(name, words) {
    return button({ "aria-pressed": String(view === name), class: "tab", onclick: () => onView(name) }, words);
  }

  function headCell({ name, title, isNumber }) {
    const isSorted = order[view].name === name;
    const direction = order[view].descending ? "descending" : "ascending";
    const sign = isSorted ? element("span", { "aria-hidden": "true" }, order[view].descending ? " ↓" : " ↑") : null;
    const press = button({ "data-column": name, onclick: () => sortBy(name, isNumber) }, title, sign);
    return element(
      "th",
      { scope: "col", class: isNumber ? "numeric" : null, "aria-sort": isSorted ? direction : null },
      press,
    );
  }

  function sortBy(name, isNumber) {
    const descending = order[view].name === name ? !order[view].descending : Boolean(isNumber);
    order[view] = { name, descending };
    render();
    container.querySelector(`[data-column="${name}"]`).focus();
  }

  function bodyRow(columns, thing) {
    const [first, ...rest] = columns;
    const sign = thing.kind === "paper" ? swatch(graph.communityOf(thing)?.colour ?? "") : kindIcon(thing.kind);
    const name = button(
      { class: "row", onclick: () => onOpen(thing.number) },
      sign,
      element("span", { class: "text" }, first.value(thing)),
    );
    return element("tr", {}, element("th", { scope: "row" }, name), ...rest.map((column) => bodyCell(column, thing)));
  }

  function bodyCell({ value, isNumber }, thing) {
    const text = String(value(thing) ?? "");
    if (isNumber) return element("td", { class: "numeric" }, text);
    return element("td", {}, element("div", { class: "clamp", title: text === "" ? null : text }, text));
  }

  return {
    update(next, nextPart) {
      container.hidden = next === "map";
      if (next === "map") return container.replaceChildren();
      [view, part] = [next, nextPart];
      render();
    },
  };
}
