/** Search over titles, labels and aliases: case and accents do not count, any part of a name matches. */

const MOST_SUGGESTIONS = 12;

function foldText(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function makeSearch(input, list, graph, { onChoose }) {
  const index = [...graph.nodes.values()].map((node) => {
    const { label, aliases } = graph.things[node.id];
    return { number: node.id, size: node.size, names: [label, ...aliases], keys: [label, ...aliases].map(foldText) };
  });
  let found = [];
  let active = -1;

  function update() {
    const query = foldText(input.value.trim());
    found = query === "" ? [] : findMatches(index, query);
    active = found.length > 0 ? 0 : -1;
    list.replaceChildren(...found.map(suggestion));
    if (query !== "" && found.length === 0) list.append(element("li", { class: "none", role: "presentation" }, "Nothing on the map has this name."));
    setOpen(query !== "");
    markActive();
  }

  function suggestion({ number, name }, place) {
    const thing = graph.things[number];
    const note = thing.kind === "paper" ? (thing.year ?? "") : plural(thing.papers, "paper", "papers");
    const item = element(
      "li",
      { role: "option", id: `suggestion-${place}`, "aria-selected": "false" },
      kindIcon(thing.kind),
      element("span", {}, thing.label, name === thing.label ? null : element("span", { class: "alias" }, name)),
      element("span", { class: "note" }, String(note)),
    );
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    item.addEventListener("click", () => choose(place));
    return item;
  }

  function setOpen(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
  }

  function markActive() {
    [...list.querySelectorAll("[role=option]")].forEach((item, place) => {
      item.setAttribute("aria-selected", String(place === active));
      if (place === active) item.scrollIntoView({ block: "nearest" });
    });
    if (active >= 0) input.setAttribute("aria-activedescendant", `suggestion-${active}`);
    else input.removeAttribute("aria-activedescendant");
  }

  function move(step) {
    if (list.hidden) return update();
    if (found.length > 0) active = (active + step + found.length) % found.length;
    markActive();
  }

  function choose(place) {
    if (place < 0) return;
    const { number } = found[place];
    clear();
    input.blur();
    onChoose(number);
  }

  function clear() {
    input.value = "";
    update();
  }

  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => choose(active),
    Escape: clear,
  };
  input.addEventListener("input", update);
  input.addEventListener("focus", update);
  input.addEventListener("blur", () => setOpen(false));
  input.addEventListener("keydown", (event) => {
    if (!(event.key in keys) || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  });
  return { focus: () => input.focus() };
}

/** The best matches: labels before aliases, then by how the name matches, then by size. */
function findMatches(index, query) {
  const matches = index.flatMap((entry) => bestMatch(entry, query) ?? []);
  matches.sort((a, b) => a.rank - b.rank || b.size - a.size || a.number - b.number);
  return matches.slice(0, MOST_SUGGESTIONS);
}

function bestMatch({ number, size, names, keys }, query) {
  const ranks = keys.map((key, place) => matchRank(key, query) + (place === 0 ? 0 : 0.5));
  const rank = Math.min(...ranks);
  return rank === Infinity ? null : { number, size, rank, name: names[ranks.indexOf(rank)] };
}

function matchRank(key, query) {
  if (key === query) return 0;
  const place = key.indexOf(query);
  if (place < 0) return Infinity;
  if (place === 0) return 1;
  return /[\p{L}\p{N}]/u.test(key[place - 1]) ? 3 : 2;
}
