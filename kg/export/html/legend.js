/** The legend: kinds that can be hidden, communities that can be lit. */

function makeLegend(container, graph, { onToggleKind, onToggleCommunity }) {
  const papers = graph.things.filter((thing) => thing.kind === "paper");
  const kinds = [{ kind: "paper", name: "Papers", drawn: papers.length, total: papers.length }, ...graph.kinds];
  const communityButtons = graph.communities.map(communityButton);

  function kindRow({ kind, name, drawn, total }) {
    const box = element("input", { type: "checkbox", name: "kind", value: kind });
    box.checked = drawn > 0;
    box.disabled = drawn === 0;
    box.addEventListener("change", () => onToggleKind(kind, !box.checked));
    const number = drawn === total ? total.toLocaleString("en") : `${drawn.toLocaleString("en")} of ${total.toLocaleString("en")}`;
    const label = element("label", {}, box, kindIcon(kind), element("span", { class: "text" }, name), element("span", { class: "number" }, number));
    return element("li", {}, label);
  }

  function communityButton(entry) {
    return button(
      { "aria-pressed": "false", onclick: ({ currentTarget }) => pressCommunity(currentTarget, entry) },
      swatch(entry.colour),
      element("span", { class: "text" }, entry.name),
      element("span", { class: "number" }, entry.papers.toLocaleString("en")),
    );
  }

  function pressCommunity(pressed, entry) {
    const isOn = pressed.getAttribute("aria-pressed") === "true";
    release();
    pressed.setAttribute("aria-pressed", String(!isOn));
    onToggleCommunity(isOn ? null : entry);
  }

  function release() {
    for (const made of communityButtons) made.setAttribute("aria-pressed", "false");
  }

  container.append(
    element("h3", {}, "On the map"),
    element("ul", { class: "rows" }, ...kinds.filter(({ total }) => total > 0).map(kindRow)),
  );
  if (communityButtons.length > 0) {
    container.append(
      element("h3", {}, "Communities ", element("span", { class: "number" }, "colour of papers")),
      element("ul", { class: "rows" }, ...communityButtons.map((made) => element("li", {}, made))),
    );
  }

  return {
    show() {
      release();
      container.hidden = false;
    },
    hide: () => (container.hidden = true),
  };
}
