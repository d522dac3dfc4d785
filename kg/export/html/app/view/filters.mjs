/** The filters, which are the legend too: every option with what it would leave. */

import { countOptions, isOpen } from "../logic/filter.mjs";
import { RELATIONS, ROLES } from "../logic/kinds.mjs";
import { countOf } from "../logic/text.mjs";
import { button, element, section, swatch } from "./dom.mjs";
import { kindIcon } from "./icons.mjs";

/** `onChange(filters, isSliding)` is called with the new filters. */
export function makeFilters(container, graph, { onChange, onReset }) {
  let filters = null;
  const summary = element("p", { class: "summary" });
  const reset = button({ class: "small", onclick: onReset }, "Reset");
  const groups = [relationGroup(), sharedGroup(), yearGroup(), communityGroup(), roleGroup(), sourceGroup()].filter(
    (group) => group !== null,
  );
  container.append(
    element("div", { class: "filters-top" }, summary, reset),
    ...groups.flatMap(({ content }) => content),
  );

  function change(parts, isSliding = false) {
    onChange({ ...filters, ...parts }, isSliding);
  }

  function toggled(list, value) {
    return list.includes(value) ? list.filter((other) => other !== value) : [...list, value].sort();
  }

  function relationGroup() {
    const present = RELATIONS.filter(([relation]) =>
      graph.papers.some(({ links }) => links.some((link) => link.relation === relation)),
    );
    const rows = present.map(([relation, name]) => {
      const box = element("input", {
        type: "checkbox",
        name: "relation",
        value: relation,
        onchange: () => change({ hidden: toggled(filters.hidden, relation) }),
      });
      const number = element("span", { class: "number" });
      return {
        relation,
        box,
        number,
        label: element("label", {}, box, kindIcon(relation), element("span", { class: "text" }, name), number),
      };
    });
    if (rows.length === 0) return null;
    return {
      content: section(
        "Joined by",
        null,
        element("ul", { class: "rows" }, ...rows.map(({ label }) => element("li", {}, label))),
      ),
      update(counts) {
        for (const { relation, box, number } of rows) {
          box.checked = !filters.hidden.includes(relation);
          number.textContent = (counts.relations.get(relation) ?? 0).toLocaleString("en");
        }
      },
    };
  }

  function sharedGroup() {
    const most = Math.max(graph.leastPapers, ...graph.entities.map(({ number }) => graph.edgesOf(number).length));
    if (most <= graph.leastPapers) return null;
    const slider = element("input", {
      id: "filter-min",
      type: "range",
      min: graph.leastPapers,
      max: most,
      step: 1,
      oninput: () => change({ min: Number(slider.value) }, true),
    });
    const output = element("output", { for: "filter-min", class: "number" });
    return {
      content: section(
        "Shared by at least",
        null,
        element(
          "div",
          { class: "slider" },
          element("label", { class: "unseen", for: "filter-min" }, "Shared by at least so many papers"),
          slider,
          output,
        ),
      ),
      update() {
        slider.value = String(filters.min);
        slider.setAttribute("aria-valuetext", countOf(filters.min, "paper", "papers"));
        output.textContent = countOf(filters.min, "paper", "papers");
      },
    };
  }

  function yearGroup() {
    const years = [...new Set(graph.papers.flatMap(({ year }) => year ?? []))].sort((a, b) => a - b);
    if (years.length < 2) return null;
    const from = yearSelect("from", "From", years);
    const to = yearSelect("to", "To", years);
    const bars = element("div", { class: "bars", "aria-hidden": "true" });
    const barOf = new Map(years.map((year) => [year, element("span", {})]));
    bars.append(...barOf.values());
    return {
      content: section("Year", null, bars, element("div", { class: "years" }, from.field, to.field)),
      update(counts) {
        from.select.value = String(filters.from ?? "");
        to.select.value = String(filters.to ?? "");
        const most = Math.max(1, ...counts.years.values());
        for (const [year, bar] of barOf) {
          const count = counts.years.get(year) ?? 0;
          bar.style.height = `${Math.max(count > 0 ? 8 : 2, (100 * count) / most)}%`;
          bar.title = `${year}: ${countOf(count, "paper", "papers")}`;
          bar.classList.toggle("off", year < (filters.from ?? -Infinity) || year > (filters.to ?? Infinity));
        }
        for (const select of [from.select, to.select]) {
          for (const option of select.options)
            if (option.value !== "")
              option.textContent = `${option.value} (${(counts.years.get(Number(option.value)) ?? 0).toLocaleString("en")})`;
        }
      },
    };
  }

  function yearSelect(name, words, years) {
    const id = `filter-${name}`;
    const select = element(
      "select",
      { id, onchange: () => change({ [name]: select.value === "" ? null : Number(select.value) }) },
      element("option", { value: "" }, "any"),
      ...years.map((year) => element("option", { value: year }, String(year))),
    );
    return { select, field: element("label", { for: id }, words, select) };
  }

  function communityGroup() {
    const options = graph.communities.map((entry, index) => ({
      value: index,
      sign: swatch(entry.colour),
      name: entry.name,
    }));
    return pressGroup("Community", "communities", options);
  }

  function roleGroup() {
    const options = ROLES.filter(([role]) =>
      graph.papers.some(({ links }) => links.some((link) => link.role === role)),
    );
    return pressGroup(
      "Role of techniques and datasets",
      "roles",
      options.map(([value, name]) => ({ value, sign: null, name })),
    );
  }

  function sourceGroup() {
    return graph.sources.length < 2
      ? null
      : pressGroup(
          "Source file",
          "sources",
          graph.sources.map((value) => ({ value, sign: null, name: value })),
        );
  }

  /** Options of which none means all; pressing some leaves only these. */
  function pressGroup(title, facet, options) {
    if (options.length === 0) return null;
    const rows = options.map(({ value, sign, name }) => {
      const number = element("span", { class: "number" });
      const press = button(
        {
          class: "row",
          "data-facet": facet,
          "data-value": value,
          onclick: () => change({ [facet]: toggled(filters[facet], value) }),
        },
        sign,
        element("span", { class: "text" }, name),
        number,
      );
      return { value, press, number };
    });
    return {
      content: section(
        title,
        null,
        element("ul", { class: "rows" }, ...rows.map(({ press }) => element("li", {}, press))),
      ),
      update(counts) {
        for (const { value, press, number } of rows) {
          const count = counts[facet].get(value) ?? 0;
          press.setAttribute("aria-pressed", String(filters[facet].includes(value)));
          press.classList.toggle("none-left", count === 0);
          number.textContent = count.toLocaleString("en");
        }
      },
    };
  }

  return {
    update(next, part) {
      filters = next;
      const counts = countOptions(graph, filters);
      for (const group of groups) group.update(counts);
      summary.textContent = `${partOf(part.papers.size, graph.papers.length, "papers")} · ${partOf(part.entities.size, graph.entities.length, "entities")}`;
      reset.hidden = isOpen(graph, filters);
    },
  };
}

function partOf(some, all, name) {
  return some === all
    ? `${all.toLocaleString("en")} ${name}`
    : `${some.toLocaleString("en")} of ${all.toLocaleString("en")} ${name}`;
}
