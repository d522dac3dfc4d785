/** The state of the page: kept in the address, changed by `go`, told to whoever listens. */

import { readFragment, writeFragment } from "../logic/address.mjs";

/** `onChange(state, before, travel)` is called after every change; `travel` is false where the map should stay. */
export function makeStore(graph, onChange) {
  let state = readFragment(graph, location.hash);

  function change(next, travel) {
    const before = state;
    state = next;
    onChange(state, before, travel);
  }

  function readAddress() {
    if (location.hash.replace(/^#/, "") !== writeFragment(graph, state))
      change(readFragment(graph, location.hash), true);
  }

  addEventListener("popstate", readAddress);
  addEventListener("hashchange", readAddress);
  return {
    state: () => state,
    /** Change parts of the state; `replace` makes no step in the history. */
    go(parts, { replace = false, travel = true } = {}) {
      const next = { ...state, ...parts };
      const fragment = writeFragment(graph, next);
      if (fragment !== writeFragment(graph, state)) {
        history[replace ? "replaceState" : "pushState"](null, "", `#${fragment}`);
      }
      change(next, travel);
    },
  };
}
