/** Small things done to text. */

/** What two spellings have in common: case and accents do not count. */
export function foldText(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** At most `width` characters, cut at a word where there is one. */
export function clipText(text, width) {
  const characters = [...text];
  if (characters.length <= width) return text;
  const cut = characters.slice(0, width - 1).join("");
  const space = cut.lastIndexOf(" ");
  return `${(space > width / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

export function countOf(number, one, many) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

export function isWebAddress(address) {
  return URL.canParse(address) && ["http:", "https:"].includes(new URL(address).protocol);
}

/** The address of a repository called `owner/name`, null where the label is no such name. */
export function repositoryAddress(label) {
  return /^[\w.-]+\/[\w.-]+$/.test(label) ? `https://github.com/${label}` : null;
}

/** An identifier as it stands in an address: it is percent-encoded already, but for what could end it there. */
export function addressCode(id) {
  return id.toWellFormed().replace(/[^\w./~%:()-]/gu, encodeURIComponent);
}
