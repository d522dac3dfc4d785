"""What a paper says of an entity: its role, and the sentences with the words that name it marked."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from kg.frames import Excerpt
from kg.model import Field
from kg.tables import MentionRow, PaperRow
from kg.text import Span, sentences

__all__ = ["Evidence", "Sentence", "evidence_of", "sentences_of"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a title or an abstract, or what a source gives; `marks` count characters of `text`.

    >>> print(Sentence("title", "Kilns in winter", (Span(0, 5),)))
    «Kilns» in winter
    """

    field: str
    text: str
    marks: tuple[Span, ...]

    def __str__(self) -> str:
        return self.marked("«", "»")

    def marked(self, before: str, after: str) -> str:
        """Return the text with `before` and `after` around each mark."""
        parts, end = [], 0
        for mark in self.marks:
            parts += [self.text[end : mark.start], before, self.text[mark.start : mark.end], after]
            end = mark.end
        return "".join([*parts, self.text[end:]])

    def __html__(self) -> Markup:
        """Return the text as HTML with `mark` elements."""
        parts, end = Markup(), 0
        for mark in self.marks:
            parts += Markup("{}<mark>{}</mark>").format(self.text[end : mark.start], self.text[mark.start : mark.end])
            end = mark.end
        return parts + self.text[end:]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a paper says of an entity; `role` is empty where it has none."""

    paper: PaperRow
    role: str
    sentences: tuple[Sentence, ...]

    @property
    def sentence(self) -> Sentence | None:
        """Return the first sentence of the abstract, else of all, None where there is none."""
        return next((told for told in self.sentences if told.field == Field.ABSTRACT), next(iter(self.sentences), None))


def evidence_of(rows: Excerpt, paper: str, entity: str) -> Evidence:
    """Return what a paper of `rows` says of an entity."""
    roles = [link.role for link in rows.links if (link.paper_id, link.entity_id) == (paper, entity) and link.role]
    mentions = [row for row in rows.mentions if (row.paper_id, row.entity_id) == (paper, entity)]
    return Evidence(rows.papers[paper], next(iter(roles), ""), sentences_of(rows.papers[paper], mentions))


def sentences_of(paper: PaperRow, mentions: Iterable[MentionRow]) -> tuple[Sentence, ...]:
    """Return the sentences of the paper in which the mentions stand: title, abstract, then what its sources give.

    A mention that goes over the end of a sentence is marked in each that it touches; marks that touch are one.
    """
    spans: dict[str, set[Span]] = defaultdict(set)
    for mention in mentions:
        spans[mention.field].add(Span(mention.start, mention.end))
    return tuple(
        Sentence(field.value, text[sentence.start : sentence.end], _marks(sentence, spans[field]))
        for field in Field
        for text in [str(getattr(paper, field))]
        for sentence in (_lines(text) if field is Field.GIVEN else sentences(text))
        if any(span.overlaps(sentence) for span in spans[field])
    )


def _lines(text: str) -> Iterator[Span]:
    return (Span(*line.span()) for line in re.finditer(r"[^\n]+", text))


def _marks(sentence: Span, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the parts of the spans inside the sentence, counted from its start, overlapping ones made one."""
    marks: list[Span] = []
    for span in sorted(spans):
        if not span.overlaps(sentence):
            continue
        start, end = (min(max(place, sentence.start), sentence.end) - sentence.start for place in span)
        if marks and start <= marks[-1].end:
            marks[-1] = Span(marks[-1].start, max(end, marks[-1].end))
        else:
            marks.append(Span(start, end))
    return tuple(marks)
