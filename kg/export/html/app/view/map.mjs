/** The map: vis-network holds the view and the nodes; what is lit, labelled and pointed at is painted here. */

import { fitView, pickEdge, pickNode } from "../logic/picking.mjs";
import { RAY_OPACITY, byImportance, edgeOpacity, radiusOf, rayWidth, regionsOf } from "../logic/scene.mjs";
import { gatherLines, paintLabels, paintLines, paintNode, paintTerritories, traceShape, veil } from "./paint.mjs";
import { readColours } from "./theme.mjs";

const FLIGHT = { duration: 450, easingFunction: "easeInOutQuad" };
const CLOSEST = 2.2;
const PADDING = { wide: 44, narrow: 18 };
const STEP = 80;
const MOST_DRAGGED = 4000;

/** `insets()` gives the pixels that panels cover at each side; a thing or an edge that is clicked is handed on. */
export function makeMap(container, graph, { onThing, onEdge, onNothing, onHover, insets }) {
  const shown = {
    part: { papers: new Set(), entities: new Set(), edges: [] },
    ordered: [],
    regions: [],
    lines: new Map(),
  };
  const lit = { strong: [], nodes: null, edges: [], lines: new Map() };
  let hovered = null;
  let isDragged = false;
  let colours = readColours();
  const isShown = (number) => shown.part.papers.has(number) || shown.part.entities.has(number);
  const nodes = new vis.DataView(new vis.DataSet([...graph.places].map(visNode)), { filter: ({ id }) => isShown(id) });
  const network = new vis.Network(container, { nodes, edges: new vis.DataSet([]) }, graph.options);

  function visNode([id, { x, y }]) {
    return { id, x, y, shape: "custom", ctxRenderer };
  }

  function ctxRenderer({ ctx, id, x, y }) {
    const radius = mapRadius(graph.places.get(id).size);
    return {
      drawNode: () => paintNode(ctx, graph, graph.things[id], x, y, radius, colours),
      nodeDimensions: { width: 2 * radius, height: 2 * radius },
    };
  }

  function mapRadius(size) {
    return radiusOf(size, network.getScale()) / network.getScale();
  }

  function paintUnder(context) {
    paintTerritories(context, shown.regions);
    if (isDragged && shown.part.edges.length > MOST_DRAGGED) return;
    paintLines(context, shown.lines, 1 / network.getScale(), edgeOpacity(shown.part.edges.length));
  }

  function paintOver(context) {
    const scene = readScene();
    if (lit.nodes !== null) paintLit(context);
    if (hovered !== null) paintRing(context, hovered, 1);
    paintLabels(context, scene, context.getTransform().a / scene.view.scale);
  }

  function paintLit(context) {
    veil(context, colours.ground);
    paintLines(context, lit.lines, rayWidth(lit.edges.length) / network.getScale(), RAY_OPACITY);
    for (const number of byImportance(graph, lit.nodes).reverse()) {
      const { x, y, size } = graph.places.get(number);
      paintNode(context, graph, graph.things[number], x, y, mapRadius(size), colours);
    }
    for (const number of lit.strong) paintRing(context, number, 2.5);
  }

  function paintRing(context, number, width) {
    const { x, y, size } = graph.places.get(number);
    const scale = network.getScale();
    context.lineWidth = width / scale;
    context.strokeStyle = colours.text;
    traceShape(context, graph.things[number].kind, x, y, mapRadius(size) + (2 + width) / scale);
    context.stroke();
  }

  /** Everything that is seen, for painting and for drawings to take away. */
  function readScene() {
    const scale = network.getScale();
    const corner = network.DOMtoCanvas({ x: 0, y: 0 });
    const { right, bottom } = insets();
    const strong = [...new Set([...lit.strong, hovered])].filter((number) => number !== null);
    return {
      graph,
      ...shown,
      ordered: lit.nodes === null ? shown.ordered : byImportance(graph, new Set([...shown.ordered, ...lit.nodes])),
      lit: lit.nodes,
      litEdges: lit.edges,
      strong,
      view: {
        scale,
        left: -corner.x * scale,
        top: -corner.y * scale,
        width: container.clientWidth - right,
        height: container.clientHeight - bottom,
      },
      colours,
    };
  }

  function fit(numbers, animation) {
    const places = [...numbers].flatMap((number) => graph.places.get(number) ?? []);
    if (places.length === 0) return;
    const { left, right, top, bottom } = insets();
    const frame = { width: container.clientWidth, height: container.clientHeight };
    const padding = frame.width > 600 ? PADDING.wide : PADDING.narrow;
    const padded = { left: left + padding, right: right + padding, top: top + padding, bottom: bottom + padding };
    network.moveTo({ ...fitView(places, frame, padded, CLOSEST), animation });
  }

  function flight() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? false : FLIGHT;
  }

  function pick({ x, y }) {
    const point = network.DOMtoCanvas({ x, y });
    const scale = network.getScale();
    const number = pickNode(graph.places, lit.nodes ?? shown.ordered, point, mapRadius, 4 / scale);
    if (number !== null) return { number, edge: null };
    return {
      number: null,
      edge: pickEdge(graph.places, lit.nodes === null ? shown.part.edges : lit.edges, point, scale),
    };
  }

  function point(event) {
    const { left, top } = container.getBoundingClientRect();
    const { number, edge } = pick({ x: event.clientX - left, y: event.clientY - top });
    container.style.cursor = number !== null || edge !== null ? "pointer" : "";
    if (number !== hovered) {
      hovered = number;
      network.redraw();
    }
    onHover(number, edge, event);
  }

  function leave() {
    if (hovered !== null) network.redraw();
    hovered = null;
    onHover(null, null, null);
  }

  const moves = {
    ArrowLeft: () => slide(-STEP, 0),
    ArrowRight: () => slide(STEP, 0),
    ArrowUp: () => slide(0, -STEP),
    ArrowDown: () => slide(0, STEP),
    "+": () => zoomBy(1.4),
    "=": () => zoomBy(1.4),
    "-": () => zoomBy(1 / 1.4),
    0: showAll,
  };

  function slide(x, y) {
    const { x: atX, y: atY } = network.getViewPosition();
    const scale = network.getScale();
    network.moveTo({ position: { x: atX + x / scale, y: atY + y / scale } });
  }

  function zoomBy(factor) {
    network.moveTo({ scale: network.getScale() * factor, animation: flight() });
  }

  function showAll() {
    fit(shown.ordered, flight());
  }

  network.on("beforeDrawing", paintUnder);
  network.on("afterDrawing", paintOver);
  network.on("dragStart", () => (isDragged = true));
  network.on("dragEnd", () => {
    isDragged = false;
    network.redraw();
  });
  network.on("click", ({ pointer }) => {
    const { number, edge } = pick(pointer.DOM);
    if (number !== null) onThing(number);
    else if (edge !== null) onEdge(edge);
    else onNothing();
  });
  container.addEventListener(
    "pointermove",
    (event) => event.pointerType === "mouse" && event.buttons === 0 && point(event),
  );
  container.addEventListener("pointerleave", leave);
  container.addEventListener("keydown", (event) => {
    if (!(event.key in moves) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    moves[event.key]();
  });
  for (const made of container.querySelectorAll("canvas, .vis-network")) made.setAttribute("tabindex", "-1");

  return {
    /** Show these papers, entities and edges and nothing else. */
    show(part) {
      Object.assign(shown, {
        part,
        ordered: byImportance(graph, new Set([...part.papers, ...part.entities])),
        regions: regionsOf(graph, part),
        lines: gatherLines(graph, part.edges),
      });
      hovered = null;
      nodes.refresh();
    },
    /** Light some things and edges, ring the `strong` ones, and dim the rest; null for `numbers` dims nothing. */
    light(strong, numbers, edges) {
      const drawn = numbers === null ? null : new Set([...numbers].filter((number) => graph.places.has(number)));
      const drawnEdges = edges.filter(({ paper, entity }) => graph.places.has(paper) && graph.places.has(entity));
      Object.assign(lit, {
        strong: strong.filter((number) => graph.places.has(number)),
        nodes: drawn,
        edges: drawnEdges,
        lines: gatherLines(graph, drawnEdges),
      });
      network.redraw();
    },
    flyTo: (numbers) => fit(numbers, flight()),
    jumpTo: (numbers) => fit(numbers, false),
    showAll,
    zoomBy,
    readScene,
    recolour() {
      colours = readColours();
      network.redraw();
    },
    colours: () => colours,
  };
}
