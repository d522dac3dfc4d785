/** A paper as a BibTeX entry and as a line to cite it by. */

import { foldText, isWebAddress } from "./text.mjs";

const LATEX = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };
const SMALL_WORDS = new Set(["a", "an", "and", "for", "in", "of", "on", "the", "to", "with"]);

/** The entry; a field that is not known is left out. */
export function bibtexEntry(paper) {
  const fields = [
    ["title", paper.title === "" ? "" : `{${escapeLatex(paper.title)}}`],
    ["author", paper.authors.map(escapeLatex).join(" and ")],
    [paper.venue === "" ? "howpublished" : "booktitle", escapeLatex(paper.venue)],
    ["year", paper.year === null ? "" : String(paper.year)],
    ["url", isWebAddress(paper.url) ? paper.url.replace(/[{}\\\s]/g, encodeURIComponent) : ""],
  ];
  const lines = fields.filter(([, value]) => value !== "").map(([name, value]) => `  ${name} = {${value}},`);
  return [`@${paper.venue === "" ? "misc" : "inproceedings"}{${citationKey(paper)},`, ...lines, "}", ""].join("\n");
}

export function citationLine(paper) {
  const parts = [
    paper.authors.join(", "),
    paper.title,
    [paper.venue, paper.year ?? ""].filter((part) => part !== "").join(", "),
  ];
  const sentence = parts
    .filter((part) => part !== "")
    .map((part) => (/[.?!]$/.test(part) ? part : `${part}.`))
    .join(" ");
  return isWebAddress(paper.url) ? `${sentence} ${paper.url}` : sentence;
}

function citationKey({ authors, year, title }) {
  const words = (text) => foldText(text).match(/[a-z0-9]+/g) ?? [];
  const name = words(authors[0]?.split(",")[0] ?? "").at(-1) ?? "";
  const word = words(title).find((candidate) => !SMALL_WORDS.has(candidate)) ?? "paper";
  return `${name}${year ?? ""}${word}`;
}

/** Text for LaTeX; formulas between dollar signs stay as they are where their braces match. */
function escapeLatex(text) {
  const plain = text.replace(/\s+/g, " ");
  const parts = plain.split(/(\$[^$]+\$)/);
  return parts.map((part, place) => (place % 2 === 1 && hasMatchingBraces(part) ? part : escapePlain(part))).join("");
}

function escapePlain(text) {
  return text.replace(/[\\~^]|[&%$#_{}]/g, (character) => LATEX[character] ?? `\\${character}`);
}

function hasMatchingBraces(text) {
  let depth = 0;
  for (const character of text.replace(/\\./g, "")) {
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0 && !text.endsWith("\\$");
}
