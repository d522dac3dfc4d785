/** Walking the graph: what is near a thing, and the best path between two papers. */

/** The numbers of all things within `steps` edges of `start`, itself included. */
export function neighbourhood(edges, start, steps) {
  const joined = joinEnds(edges);
  const reached = new Set([start]);
  let rim = [start];
  for (let step = 0; step < steps; step += 1) {
    rim = [...new Set(rim.flatMap((number) => joined.get(number) ?? []))].filter((number) => !reached.has(number));
    rim.forEach((number) => reached.add(number));
  }
  return reached;
}

/**
 * The path with the least cost between two things, as the numbers it passes, null where there is none.
 *
 * Passing an entity that n papers share costs 1 + ln n (Dijkstra 1959), so that short paths over rare things come
 * before long ones and before those over what everybody mentions. Of equal paths the one over lower numbers is taken.
 */
export function bestPath(edges, from, to) {
  const joined = joinEnds(edges);
  const entities = new Set(edges.map(({ entity }) => entity));
  const costOf = (number) => (entities.has(number) ? 1 + Math.log(joined.get(number).length) : 0);
  const cost = new Map([[from, 0]]);
  const before = new Map();
  const done = new Set();
  const waiting = makeHeap((a, b) => a.cost - b.cost || a.number - b.number);
  waiting.push({ number: from, cost: 0 });
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.number === to) return traceBack(before, to);
    if (done.has(next.number)) continue;
    done.add(next.number);
    for (const other of joined.get(next.number) ?? []) {
      const reached = next.cost + costOf(other);
      if (reached >= (cost.get(other) ?? Infinity)) continue;
      cost.set(other, reached);
      before.set(other, next.number);
      waiting.push({ number: other, cost: reached });
    }
  }
  return null;
}

function joinEnds(edges) {
  const joined = new Map();
  for (const { paper, entity } of edges) {
    for (const [end, other] of [
      [paper, entity],
      [entity, paper],
    ]) {
      if (!joined.has(end)) joined.set(end, []);
      joined.get(end).push(other);
    }
  }
  return joined;
}

function traceBack(before, to) {
  const path = [to];
  while (before.has(path[0])) path.unshift(before.get(path[0]));
  return path;
}

/** A binary heap: the least item comes first. */
function makeHeap(compare) {
  const items = [];
  const swap = (a, b) => ([items[a], items[b]] = [items[b], items[a]]);

  function rise(place) {
    for (let child = place; child > 0;) {
      const parent = (child - 1) >> 1;
      if (compare(items[child], items[parent]) >= 0) return;
      swap(child, parent);
      child = parent;
    }
  }

  function sink() {
    for (let parent = 0; ;) {
      const children = [2 * parent + 1, 2 * parent + 2].filter((child) => child < items.length);
      const least = children.reduce((best, child) => (compare(items[child], items[best]) < 0 ? child : best), parent);
      if (least === parent) return;
      swap(parent, least);
      parent = least;
    }
  }

  return {
    push(item) {
      items.push(item);
      rise(items.length - 1);
    },
    pop() {
      if (items.length < 2) return items.pop();
      swap(0, items.length - 1);
      const least = items.pop();
      sink();
      return least;
    },
  };
}
