// How a term looks and where it leads.

let names = [];
let base = "";

export function setNames(prefixes, dataBase) {
  names = Object.entries(prefixes);
  base = dataBase;
}

export function shorten(term) {
  if (term.type === "bnode") return `_:${term.value}`;
  if (term.type !== "uri") return term.value;
  for (const [prefix, iri] of names) {
    if (term.value.startsWith(iri)) return `${prefix}:${term.value.slice(iri.length)}`;
  }
  return term.value.startsWith(base) ? readable(term.value.slice(base.length)) : term.value;
}

export function addressOf(term) {
  if (term.type !== "uri") return null;
  if (term.value.startsWith(base)) return `/id/${term.value.slice(base.length)}`;
  return /^https?:\/\//.test(term.value) ? term.value : null;
}

export function isNumber(term) {
  return /#(integer|decimal|double|float|int|long)$/.test(term.datatype ?? "");
}

function readable(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
