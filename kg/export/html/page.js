/** The wiring: the address says which thing is open, everything else follows it. */

const stay = () => {};

function openPage() {
  const graph = readGraph(JSON.parse(document.getElementById("data").textContent));
  const byId = (id) => document.getElementById(id);
  let travel = null;

  const map = makeMap(byId("map"), graph, { onChoose: (number) => go(number, { fly: false }) });
  const panel = makePanel(byId("details"), graph, { onChoose: go, onClose: () => go(null) });
  const legend = makeLegend(byId("legend"), graph, { onToggleKind: map.setHidden, onToggleCommunity: lightCommunity });
  const search = makeSearch(byId("search"), byId("suggestions"), graph, { onChoose: go });

  function go(number, { fly = true } = {}) {
    const hash = number === null ? "" : hashOf(graph.things[number].id);
    travel = fly ? map.flyTo : stay;
    if (hash === location.hash) showHash();
    else location.hash = hash;
  }

  function showHash() {
    const move = travel ?? map.flyTo;
    travel = null;
    const number = graph.findByHash(location.hash);
    if (number === null) return showLegend();
    const lit = graph.isDrawn(number) ? [number, ...neighboursOf(graph, number)] : neighboursOf(graph, number);
    legend.hide();
    panel.show(number);
    setSheet(true);
    map.highlight(graph.isDrawn(number) ? number : null, lit);
    if (lit.length > 0) move(lit);
  }

  function showLegend() {
    panel.clear();
    legend.show();
    map.highlight(null, []);
  }

  function lightCommunity(entry) {
    const isInside = ({ id }) => entry?.communities.includes(graph.things[id].community);
    const numbers = [...graph.nodes.values()].filter(isInside).map(({ id }) => id);
    map.highlight(null, numbers);
    if (numbers.length > 0) map.flyTo(numbers);
    else map.showAll();
  }

  function setSheet(open) {
    byId("sheet").setAttribute("aria-expanded", String(open));
    byId("sheet").parentElement.classList.toggle("low", !open);
  }

  byId("sheet").addEventListener("click", () => setSheet(byId("sheet").getAttribute("aria-expanded") !== "true"));
  byId("zoom-in").addEventListener("click", () => map.zoomBy(1.5));
  byId("zoom-out").addEventListener("click", () => map.zoomBy(1 / 1.5));
  byId("zoom-fit").addEventListener("click", map.showAll);
  byId("empty").hidden = graph.things.some((thing) => thing.kind === "paper");
  addEventListener("hashchange", showHash);
  addEventListener("keydown", (event) => {
    if (event.target.matches("input:not([type=checkbox])") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape") {
      go(null);
    }
  });
  map.jumpTo([...graph.nodes.keys()]);
  travel = map.jumpTo;
  showHash();
}

openPage();
