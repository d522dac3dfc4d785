/** Short messages: read out by screen readers, and seen for a moment where they answer a click. */

const SEEN_FOR = 2600;

export function makeSaying(container) {
  let timer = 0;
  return function say(words, isSeen = false) {
    clearTimeout(timer);
    container.textContent = words;
    container.className = isSeen ? "toast" : "unseen";
    timer = setTimeout(() => (container.className = "unseen"), SEEN_FOR);
  };
}
