/** Keys that work everywhere but where one types. */

export function bindKeys(acts) {
  addEventListener("keydown", (event) => {
    const isTyping = event.target.matches?.("input:not([type=checkbox], [type=range]), select, textarea");
    if (
      isTyping ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      document.querySelector("dialog[open]") ||
      !(event.key in acts)
    )
      return;
    event.preventDefault();
    acts[event.key]();
  });
}
