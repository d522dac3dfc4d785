"""What the sources of a paper say of it beside its own words: keywords, and addresses of code."""

from collections.abc import Iterator

from kg.extract.addresses import parse_repository
from kg.extract.rules import Rule, trust
from kg.lexicon import Entry, Lexicon, load_stop_names
from kg.model import Field, Mention, Paper, Relation, Role
from kg.text import variant_key

__all__ = ["find_given"]

_RULE = "given"
_WITH_ROLE = (Relation.DATASET, Relation.TECHNIQUE)


def find_given(paper: Paper, lexicon: Lexicon, *, min_score: float) -> list[Mention]:
    """Return the mentions of what the sources give, each in its line of `paper.given`.

    A given keyword is one for certain. What the lexicon knows it as, most likely of a dataset, metric, task and
    technique, it is as well where such a name is to be trusted by `min_score` or more. A given address of a GitHub
    repository is a mention of that.

    >>> paper = Paper("paper/a", "On fog", keywords=("CIFAR-10",), code=("https://github.com/a/b",))
    >>> lexicon = Lexicon([Entry("CIFAR-10", (), Relation.DATASET)])
    >>> [(item.relation.value, item.name, item.start) for item in find_given(paper, lexicon, min_score=0.4)]
    [('dataset', 'CIFAR-10', 0), ('keyword', 'CIFAR-10', 0), ('repository', 'a/b', 9)]
    """
    found: list[Mention] = []
    start = 0
    for number, line in enumerate((*paper.keywords, *paper.code, *paper.pages)):
        if number < len(paper.keywords):
            found += _keyword(paper, line, start, lexicon, min_score)
        elif repository := parse_repository(line):
            found.append(_mention(paper, Relation.REPOSITORY, line, start, 1.0, repository))
        start += len(line) + 1
    return found


def _keyword(paper: Paper, keyword: str, start: int, lexicon: Lexicon, min_score: float) -> Iterator[Mention]:
    known = max(_entries(keyword, lexicon), key=_likelihood, default=None)
    if known and (score := trust(Rule.LEXICON, known.kind, known.name)) >= min_score:
        yield _mention(paper, known.kind, keyword, start, round(score, 4), known.name)
    yield _mention(paper, Relation.KEYWORD, keyword, start, 1.0, known.name if known else "")


def _entries(keyword: str, lexicon: Lexicon) -> list[Entry]:
    """Return what the lexicon knows a whole keyword as."""
    if variant_key(keyword) in load_stop_names():
        return []
    entries = [hit.entry for hit in lexicon.find(keyword) if (hit.start, hit.end) == (0, len(keyword))]
    variant = lexicon.variant(keyword)
    return entries or ([variant] if variant else [])


def _likelihood(entry: Entry) -> tuple[float, int, str]:
    return trust(Rule.LEXICON, entry.kind, entry.name), -entry.kind.specificity, entry.name


def _mention(paper: Paper, relation: Relation, surface: str, start: int, score: float, name: str) -> Mention:
    return Mention(
        paper_id=paper.paper_id,
        relation=relation,
        field=Field.GIVEN,
        start=start,
        end=start + len(surface),
        surface=surface,
        rule=_RULE,
        score=score,
        role=Role.USED if relation in _WITH_ROLE else Role.NONE,
        name=name,
    )
