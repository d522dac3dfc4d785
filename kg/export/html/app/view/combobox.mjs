/** An input that suggests while one types: arrows, Enter, Escape. */

import { byId, element } from "./dom.mjs";

/** `find(query)` gives matches, `describe(match)` the content of a suggestion, `none` what to say without any. */
export function makeCombobox(input, list, { find, describe, onChoose, none }) {
  let found = [];
  let active = -1;

  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-autocomplete": "list",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
  })) {
    input.setAttribute(name, value);
  }
  list.setAttribute("role", "listbox");
  list.classList.add("suggestions");

  function update() {
    const query = input.value.trim();
    found = query === "" ? [] : find(query);
    active = found.length > 0 ? 0 : -1;
    list.replaceChildren(...found.map(suggestion));
    if (query !== "" && found.length === 0)
      list.append(
        element("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, none),
      );
    setOpen(query !== "");
    markActive();
  }

  function suggestion(match, place) {
    const item = element(
      "li",
      { role: "option", id: `${list.id}-${place}`, "aria-selected": "false" },
      ...describe(match),
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
    found.forEach((_, place) => {
      const item = byId(`${list.id}-${place}`);
      item.setAttribute("aria-selected", String(place === active));
      if (place === active) item.scrollIntoView({ block: "nearest" });
    });
    if (active >= 0) input.setAttribute("aria-activedescendant", `${list.id}-${active}`);
    else input.removeAttribute("aria-activedescendant");
  }

  function move(step) {
    if (list.hidden) return update();
    if (found.length > 0) active = (active + step + found.length) % found.length;
    markActive();
  }

  function choose(place) {
    if (place < 0) return;
    const match = found[place];
    clear();
    input.blur();
    onChoose(match);
  }

  function clear() {
    input.value = "";
    update();
  }

  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => choose(active),
    Escape: () => (input.value === "" ? input.blur() : clear()),
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
  return { update };
}
