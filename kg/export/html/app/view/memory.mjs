/** What the browser keeps between visits; some browsers keep nothing for a file, and that is fine. */

export function remember(name, value) {
  try {
    localStorage.setItem(`kg:${name}`, JSON.stringify(value));
  } catch {
    /* The page works without a memory. */
  }
}

export function recall(name) {
  try {
    return JSON.parse(localStorage.getItem(`kg:${name}`));
  } catch {
    return null;
  }
}
