"""A paper made ready for the extractors: its two texts, with sentences, noun phrases and lexicon hits."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.extract.addresses import Address, find_addresses
from kg.extract.chunks import Chunk, Token, noun_chunks, noun_runs, tokens
from kg.extract.names import find_names
from kg.lexicon import Entry, Hit, Lexicon
from kg.model import Field, Mention, Paper, Relation, Role
from kg.text import Span, sentences

__all__ = ["Passage", "field_starts", "make_passages"]

_OWN = (Field.TITLE, Field.ABSTRACT)


@dataclass(frozen=True, slots=True)
class Passage:
    """The title or the abstract of a paper, analysed once for all extractors.

    `runs` are noun phrases with all their modifiers, `chunks` those without the generic ones at their edges; `hits` are
    names as the lexicon spells them, `names` all that are written like names, `variants` those of them that are the
    lexicon's but for their spelling.
    """

    paper_id: str
    field: Field
    text: str
    sentences: tuple[Span, ...]
    runs: tuple[tuple[Token, ...], ...]
    chunks: tuple[Chunk, ...]
    hits: tuple[Hit, ...]
    names: tuple[Span, ...]
    variants: Mapping[Span, Entry]
    addresses: tuple[Address, ...]

    def sentence_at(self, position: int) -> Span:
        """Return the sentence that holds the character at `position`."""
        index = bisect_right(self.sentences, (position, len(self.text))) - 1
        return self.sentences[max(index, 0)]

    def before(self, position: int) -> str:
        """Return the sentence up to `position`."""
        return self.text[self.sentence_at(position).start : position]

    def after(self, position: int) -> str:
        """Return the sentence from `position` on."""
        return self.text[position : self.sentence_at(max(position - 1, 0)).end]

    def mention(
        self, span: Span, relation: Relation, *, rule: str, score: float, role: Role = Role.NONE, name: str = ""
    ) -> Mention:
        """Make the mention that stands at `span`."""
        return Mention(
            paper_id=self.paper_id,
            relation=relation,
            field=self.field,
            start=span.start,
            end=span.end,
            surface=self.text[span.start : span.end],
            rule=rule,
            score=score,
            role=role,
            name=name,
        )


def make_passages(paper: Paper, lexicon: Lexicon) -> tuple[Passage, ...]:
    """Return the passages of `paper` that hold text of its own, the title first."""
    return tuple(
        _make_passage(paper.paper_id, field, text, lexicon) for field in _OWN if (text := paper.text(field)).strip()
    )


def _make_passage(paper_id: str, field: Field, text: str, lexicon: Lexicon) -> Passage:
    words = tokens(text)
    runs, names = tuple(noun_runs(text, words)), tuple(find_names(text, words))
    variants = {name: entry for name in names if (entry := lexicon.variant(text[slice(*name)]))}
    return Passage(
        paper_id=paper_id,
        field=field,
        text=text,
        sentences=tuple(sentences(text)),
        runs=runs,
        chunks=tuple(noun_chunks(runs)),
        hits=tuple(lexicon.find(text)),
        names=names,
        variants=variants,
        addresses=tuple(find_addresses(text)),
    )


def field_starts(passages: Iterable[Passage], *, between: int = 0) -> dict[Field, int]:
    """Return where each passage begins when they are laid end to end with `between` characters between them."""
    starts: dict[Field, int] = {}
    length = 0
    for passage in passages:
        starts[passage.field] = length
        length += len(passage.text) + between
    return starts
