/** The map: vis-network holds view, nodes and edges; nodes, labels and highlights are painted here. */

const DIMMED = 0.82;
const FLIGHT = { duration: 450, easingFunction: "easeInOutQuad" };
const CLOSEST = 1.2;
const SHRINK = 0.6;
const LABEL_FROM = { entity: 4.9, paper: 6.4 };

function makeMap(container, graph, { onChoose }) {
  const state = { focus: null, lit: new Set(), hovered: null, hidden: new Set(), colours: readColours() };
  const paintLabels = makeLabelPainter();
  const byImportance = [...graph.nodes.values()].sort((a, b) => importance(b) - importance(a) || a.id - b.id);
  const shown = new vis.DataView(new vis.DataSet(graph.network.nodes.map(visNode)), {
    filter: (node) => !state.hidden.has(graph.nodes.get(node.id).kind),
  });
  const edges = graph.network.edges.map((edge, id) => ({ id, ...edge, color: edgeColour(graph.nodes.get(edge.from)) }));
  const network = new vis.Network(container, { nodes: shown, edges: new vis.DataSet(edges) }, graph.network.options);

  function visNode({ id, x, y }) {
    return { id, x, y, shape: "custom", ctxRenderer };
  }

  function ctxRenderer({ ctx, id, x, y }) {
    const node = graph.nodes.get(id);
    const radius = radiusOf(node);
    return {
      drawNode: () => paintNode(ctx, node, x, y, radius, state.colours),
      nodeDimensions: { width: 2 * radius, height: 2 * radius },
    };
  }

  /** Radius in map units: nodes grow more slowly than the map, so that zooming in gives room. */
  function radiusOf(node) {
    return node.size * network.getScale() ** -SHRINK;
  }

  function isShown(number) {
    return !state.hidden.has(graph.nodes.get(number).kind);
  }

  function paintOver(context) {
    if (state.lit.size > 0) paintHighlight(context);
    if (state.hovered !== null) paintRing(context, state.hovered, 1);
    paintAllLabels(context);
  }

  function paintHighlight(context) {
    veil(context, state.colours.ground);
    const lit = [...state.lit].filter((number) => number === state.focus || isShown(number));
    if (state.focus !== null) paintRays(context, lit);
    for (const number of lit) {
      const node = graph.nodes.get(number);
      paintNode(context, node, node.x, node.y, radiusOf(node), state.colours);
    }
    if (state.focus !== null) paintRing(context, state.focus, 2.5);
  }

  function paintRays(context, lit) {
    const centre = graph.nodes.get(state.focus);
    context.lineWidth = 1.3 / network.getScale();
    context.globalAlpha = 0.55;
    for (const number of lit) {
      const node = graph.nodes.get(number);
      context.strokeStyle = node.kind === "paper" ? node.color : centre.color;
      context.beginPath();
      context.moveTo(centre.x, centre.y);
      context.lineTo(node.x, node.y);
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  function paintRing(context, number, width) {
    const node = graph.nodes.get(number);
    const scale = network.getScale();
    context.lineWidth = width / scale;
    context.strokeStyle = state.colours.text;
    traceShape(context, node.shape, node.x, node.y, radiusOf(node) + (2 + width) / scale);
    context.stroke();
  }

  function paintAllLabels(context) {
    const view = readView(context, network.getScale());
    const first = [state.focus, state.hovered].filter((number) => number !== null).map((number) => graph.nodes.get(number));
    const rest = byImportance.filter((node) => !first.includes(node) && hasLabel(node, view.scale));
    context.save();
    context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
    paintLabels(context, [...first, ...rest].map((node) => labelSpot(node, view)), view);
    context.restore();
  }

  function hasLabel(node, scale) {
    if (!isShown(node.id)) return false;
    if (state.lit.size > 0) return state.lit.has(node.id);
    const group = node.kind === "paper" ? "paper" : "entity";
    return node.size * scale ** (1 - SHRINK) > LABEL_FROM[group];
  }

  function labelSpot(node, view) {
    const isPaper = node.kind === "paper";
    const strong = node.id === state.focus || node.id === state.hovered;
    return {
      text: node.label,
      x: node.x * view.scale + view.left,
      y: node.y * view.scale + view.top,
      radius: radiusOf(node) * view.scale,
      size: isPaper ? 11 : Math.round(Math.min(15, 10 + node.size / 5)),
      bold: strong || !["paper", "keyword"].includes(node.kind),
      colour: isPaper ? state.colours.quiet : state.colours.text,
    };
  }

  function readView(context, scale) {
    const matrix = context.getTransform();
    const ratio = matrix.a / scale;
    const { width, height } = context.canvas;
    return {
      scale,
      ratio,
      left: matrix.e / ratio,
      top: matrix.f / ratio,
      width: width / ratio,
      height: height / ratio,
      halo: state.colours.ground,
    };
  }

  function animation() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? false : FLIGHT;
  }

  function flyTo(numbers) {
    fit(numbers, animation());
  }

  function fit(numbers, animated) {
    network.fit({ nodes: numbers.filter(isShown), maxZoomLevel: CLOSEST, animation: animated });
  }

  network.on("afterDrawing", paintOver);
  network.on("click", ({ nodes }) => onChoose(nodes[0] ?? null));
  network.on("hoverNode", ({ node }) => hover(node));
  network.on("blurNode", () => hover(null));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    state.colours = readColours();
    network.redraw();
  });

  function hover(number) {
    state.hovered = number;
    container.style.cursor = number === null ? "" : "pointer";
    network.redraw();
  }

  return {
    showAll: () => flyTo([...graph.nodes.keys()]),
    zoomBy: (factor) => network.moveTo({ scale: network.getScale() * factor, animation: animation() }),
    flyTo,
    jumpTo: (numbers) => fit(numbers, false),
    highlight(focus, numbers) {
      state.focus = focus;
      state.lit = new Set(numbers);
      network.redraw();
    },
    setHidden(kind, hidden) {
      if (hidden) state.hidden.add(kind);
      else state.hidden.delete(kind);
      shown.refresh();
    },
  };
}

function importance(node) {
  return node.kind === "paper" ? node.size * 0.7 : node.size;
}

function edgeColour(node) {
  return { color: node.color, highlight: node.color, hover: node.color, opacity: 0.3 };
}

function readColours() {
  const names = ["ground", "surface", "text", "quiet", ...Object.keys(SHAPE_OF_KIND)];
  return Object.fromEntries(names.map((name) => [name, themeColour(name)]));
}

function paintNode(context, node, x, y, radius, colours) {
  const isPaper = node.kind === "paper";
  traceShape(context, node.shape, x, y, radius);
  context.fillStyle = isPaper ? node.color : colours.surface;
  context.strokeStyle = isPaper ? colours.ground : colours[node.kind];
  context.lineWidth = radius * (isPaper ? 0.14 : 0.26);
  context.lineJoin = "round";
  context.fill();
  context.stroke();
}

function veil(context, ground) {
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalAlpha = DIMMED;
  context.fillStyle = ground;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.restore();
}
