/** Elements made without markup: what comes from a paper is only ever text. */

import { isWebAddress } from "../logic/text.mjs";

export function byId(id) {
  return document.getElementById(id);
}

/** An element; attributes called `on...` are listeners, children that are null are left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== null) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== ""));
  return made;
}

export function button(attributes, ...children) {
  return element("button", { type: "button", ...attributes }, ...children);
}

export function swatch(colour) {
  const made = element("span", { class: "swatch", "aria-hidden": "true" });
  made.style.background = colour;
  return made;
}

/** A link where the address is http(s), else the address as text. */
export function webLink(address, text = address) {
  if (!isWebAddress(address)) return document.createTextNode(text);
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
}

/** A heading with a count and what stands under it, nothing where there is nothing. */
export function section(name, count, ...content) {
  if (count === 0) return [];
  return [
    element(
      "h3",
      {},
      name,
      count === null ? null : element("span", { class: "number" }, ` ${count.toLocaleString("en")}`),
    ),
    ...content,
  ];
}

/** Hand a file to the reader of the page. */
export function saveFile(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Copy a text and call `onSaid` with how it went. */
export async function copyText(text, done, onSaid) {
  try {
    await navigator.clipboard.writeText(text);
    onSaid(done);
  } catch {
    onSaid("The browser does not let this page copy; select the text instead");
  }
}
