"""Annotated papers, what a person says they mention: one JSON object a line, read and written.

What a paper's object leaves out was not annotated: None for a list of text, no key for a kind of entity.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kg.errors import GoldError
from kg.model import Relation, Role
from kg.text import clip

__all__ = ["ENTITY_FIELDS", "Gold", "GoldEntity", "GoldPaper", "gold_line", "parse_gold", "read_canon", "read_gold"]

ENTITY_FIELDS: Mapping[Relation, str] = MappingProxyType(
    {
        Relation.DATASET: "datasets",
        Relation.TECHNIQUE: "techniques",
        Relation.TASK: "tasks",
        Relation.METRIC: "metrics",
    }
)
"""The kinds that are annotated as entities, and the field that holds them."""

_TEXT_FIELDS = ("repos", "keywords", "author_keywords")
_ROLES = tuple(role.value for role in Role if role is not Role.NONE)
_CANON_FIELDS = (*ENTITY_FIELDS.values(), "keywords")
_ENDS_A_LINE = {ord(char): f"\\u{ord(char):04x}" for char in "\x85\u2028\u2029"}
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """An entity as annotated: its usual name, the words that stand for it, its role where it has one."""

    name: str
    mentions: tuple[str, ...]
    role: str | None = None


@dataclass(frozen=True, slots=True)
class GoldPaper:
    """An annotated paper; `line` is where it stands in its file."""

    title: str
    abstract: str = ""
    paper_id: str = ""
    entities: Mapping[Relation, tuple[GoldEntity, ...]] = field(default_factory=dict)
    repositories: tuple[str, ...] | None = None
    pages: tuple[str, ...] | None = None
    keywords: tuple[str, ...] | None = None
    author_keywords: tuple[str, ...] | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Gold:
    """All annotated papers of one file, and the name of that file."""

    source: str
    papers: tuple[GoldPaper, ...]


class _BadPaperError(ValueError):
    pass


def read_gold(path: Path) -> Gold:
    """Read the annotated papers of a file.

    Raises GoldError where the file cannot be read, and as `parse_gold` does.
    """
    return parse_gold(_text_of(path), str(path))


def parse_gold(text: str, source: str) -> Gold:
    """Read annotated papers from text, one JSON object a line; blank lines do not count.

    Raises GoldError, with source and line, on what is no annotated paper, and where there is none at all.

    >>> gold = parse_gold('{"title": "On fog", "metrics": [{"name": "BLEU", "mentions": ["BLEU"]}]}', "my.jsonl")
    >>> gold.papers[0].entities[Relation.METRIC]
    (GoldEntity(name='BLEU', mentions=('BLEU',), role=None),)
    """
    papers = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                papers.append(_paper(line, number))
            except _BadPaperError as error:
                raise GoldError(f"{source}, line {number}: {error}; docs/evaluate.md shows the format") from None
    if not papers:
        raise GoldError(f"{source}: holds no annotated paper; expected one JSON object a line, see docs/evaluate.md")
    return Gold(source, tuple(papers))


def read_canon(path: Path) -> dict[tuple[str, str], str]:
    """Read which names mean one thing: field, annotated name and canonical name a line, with tabs between.

    Raises GoldError, with file and line, on a line of another make.
    """
    canon = {}
    for number, line in enumerate(_text_of(path).split("\n"), start=1):
        if not line.strip():
            continue
        columns = line.removesuffix("\r").split("\t")
        if len(columns) != 3 or columns[0] not in _CANON_FIELDS:
            raise GoldError(
                f"{path}, line {number}: found {clip(line.strip(), _SHOWN)!r}; expected one of "
                f"{', '.join(_CANON_FIELDS)}, then an annotated name, then the canonical one, with tabs between"
            )
        canon[columns[0], columns[1]] = columns[2]
    return canon


def gold_line(paper: GoldPaper) -> str:
    r"""Return the line of a gold file that `paper` is read from, without its end.

    >>> gold_line(GoldPaper("On fog", keywords=("fog",)))
    '{"title": "On fog", "abstract": "", "keywords": ["fog"]}'
    """
    record: dict[str, Any] = {"id": paper.paper_id} if paper.paper_id else {}
    record |= {"title": paper.title, "abstract": paper.abstract}
    for kind, name in ENTITY_FIELDS.items():
        if kind in paper.entities:
            record[name] = [_entity_record(entity) for entity in paper.entities[kind]]
    lists = {
        "repos": paper.repositories,
        "pages": paper.pages,
        "keywords": paper.keywords,
        "author_keywords": paper.author_keywords,
    }
    record |= {name: values for name, values in lists.items() if values is not None}
    return json.dumps(record, ensure_ascii=False).translate(_ENDS_A_LINE)


def _entity_record(entity: GoldEntity) -> dict[str, Any]:
    role = {} if entity.role is None else {"role": entity.role}
    return {"name": entity.name, "mentions": entity.mentions, **role}


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise GoldError(f"{path}: cannot be read ({error.strerror}); name a file of annotated papers") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise GoldError(f"{path}, line {line}: not UTF-8; save the file as UTF-8") from None


def _paper(line: str, number: int) -> GoldPaper:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _BadPaperError(f"not JSON ({error}); expected one whole object a line") from None
    if not isinstance(record, dict):
        raise _BadPaperError(f"a JSON {type(record).__name__}, expected an object")
    if not any(name in record for name in (*ENTITY_FIELDS.values(), *_TEXT_FIELDS)):
        expected = ", ".join((*ENTITY_FIELDS.values(), *_TEXT_FIELDS))
        raise _BadPaperError(f"found {', '.join(record) or 'nothing'}; expected at least one of {expected}")
    title = _text(record, "title", "the paper")
    if not title.strip():
        raise _BadPaperError("title is empty")
    return GoldPaper(
        title=title,
        abstract=_text(record, "abstract", "the paper", default=""),
        paper_id=_text(record, "id", "the paper", default=""),
        entities={kind: _entities(record, name) for kind, name in ENTITY_FIELDS.items() if name in record},
        repositories=_texts(record, "repos", "the paper"),
        pages=_texts(record, "pages", "the paper"),
        keywords=_texts(record, "keywords", "the paper"),
        author_keywords=_texts(record, "author_keywords", "the paper"),
        line=number,
    )


def _entities(record: Mapping[str, Any], name: str) -> tuple[GoldEntity, ...]:
    return tuple(_entity(item, f"{name}[{index}]") for index, item in enumerate(_list(record[name], name)))


def _entity(item: object, where: str) -> GoldEntity:
    if not isinstance(item, dict):
        raise _BadPaperError(f"{where} is {_show(item)}, expected an object with name and mentions")
    role = item.get("role")
    if role is not None and role not in _ROLES:
        raise _BadPaperError(f"role of {where} is {_show(role)}, expected {', '.join(_ROLES[:-1])} or {_ROLES[-1]}")
    mentions = _texts(item, "mentions", where)
    if mentions is None:
        raise _BadPaperError(f"{where} has no mentions, expected a list of text")
    return GoldEntity(_text(item, "name", where), mentions, role)


def _text(record: Mapping[str, Any], name: str, where: str, *, default: str | None = None) -> str:
    value = record.get(name, default)
    if value is None:
        raise _BadPaperError(f"{where} has no {name}, expected text")
    if not isinstance(value, str):
        raise _BadPaperError(f"{name} of {where} is {_show(value)}, expected text")
    return value


def _texts(record: Mapping[str, Any], name: str, where: str) -> tuple[str, ...] | None:
    if name not in record:
        return None
    values = _list(record[name], f"{name} of {where}")
    for value in values:
        if not isinstance(value, str):
            raise _BadPaperError(f"{name} of {where} holds {_show(value)}, expected text")
    return tuple(values)


def _list(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise _BadPaperError(f"{where} is {_show(value)}, expected a list")
    return value


def _show(value: object) -> str:
    return clip(json.dumps(value, ensure_ascii=False), _SHOWN)
