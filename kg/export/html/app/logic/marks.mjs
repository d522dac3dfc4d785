/** Marked text: a text cut into plain stretches and stretches that mention something. */

/**
 * Cut `text` into stretches {text, mentions}; put together they are the text. Where mentions overlap, one of a named
 * thing is marked before a mere keyword, then the longest, the first of equal ones.
 */
export function markText(text, mentions) {
  const stretches = [];
  let end = 0;
  for (const group of disjointGroups(mentions)) {
    const [first] = group;
    if (first.start > end) stretches.push({ text: text.slice(end, first.start), mentions: [] });
    stretches.push({ text: text.slice(first.start, first.end), mentions: group });
    end = first.end;
  }
  if (end < text.length) stretches.push({ text: text.slice(end), mentions: [] });
  return stretches;
}

/** The sentences of `paper`, and the lines given with it, that mention the entity: where they stand, and their marked stretches. */
export function evidenceOf(paper, entity) {
  const mentions = paper.mentions.filter((mention) => mention.entity === entity);
  const spans = [
    ["title", [0, paper.title.length]],
    ...paper.sentences.map((span) => ["abstract", span]),
    ...lineSpans(paper.given).map((span) => ["given", span]),
  ];
  return spans.flatMap(([field, [start, end]]) => {
    const inside = mentions.filter(
      (mention) => mention.field === field && start <= mention.start && mention.start < end,
    );
    if (inside.length === 0) return [];
    const shifted = inside.map((mention) => ({ ...mention, start: mention.start - start, end: mention.end - start }));
    const last = Math.max(end, ...inside.map((mention) => mention.end));
    return [{ field, stretches: markText(paper[field].slice(start, last), shifted) }];
  });
}

function lineSpans(text) {
  let start = 0;
  return text.split("\n").map((line) => {
    const span = [start, start + line.length];
    start = span[1] + 1;
    return span;
  });
}

function disjointGroups(mentions) {
  const bySpan = new Map();
  for (const mention of mentions) {
    const span = `${mention.start} ${mention.end}`;
    bySpan.set(span, [...(bySpan.get(span) ?? []), mention]);
  }
  const kept = [];
  for (const group of [...bySpan.values()].map(sortGroup).sort(byPrecedence)) {
    if (kept.every(([other]) => group[0].end <= other.start || other.end <= group[0].start)) kept.push(group);
  }
  return kept.sort(([a], [b]) => a.start - b.start);
}

function sortGroup(group) {
  return [...group].sort((a, b) => isKeyword(a) - isKeyword(b) || b.score - a.score || a.entity - b.entity);
}

function byPrecedence([a], [b]) {
  return isKeyword(a) - isKeyword(b) || b.end - b.start - (a.end - a.start) || a.start - b.start;
}

function isKeyword({ relation }) {
  return Number(relation === "keyword");
}
