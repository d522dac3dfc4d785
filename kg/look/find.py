"""Find a paper by its title or a part of it, an entity by any of its names."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

import pandas as pd

from kg.errors import LookupFailedError
from kg.text import clip, match_names, match_titles, title_key, variant_key

__all__ = ["find_entity", "find_node", "find_paper"]

_MOST_CANDIDATES = 8
_MOST_NEAR = 3
_SHOWN_WIDTH = 100


def find_paper(papers: pd.DataFrame, text: str) -> str:
    """Return the identifier of the paper whose identifier or title is `text`, else of that whose title contains it.

    Case, punctuation and white space do not count. Raises LookupFailedError where no title contains `text`, with the
    nearest, or several do, with their titles.
    """
    if (papers["paper_id"] == text).any():
        return text
    found = _titled(papers, text)
    if not found:
        near = _near_titles(papers["title"], text)
        raise LookupFailedError(f"no title contains {text!r}; {f'near it: {near}' if near else 'try fewer words'}")
    if len(found) > 1:
        titles = papers[papers["paper_id"].isin(found)].set_index("paper_id")["title"]
        if titles.map(title_key).nunique() < len(found):
            titles = titles + " = " + titles.index
        raise LookupFailedError(
            f"{len(found)} titles contain {text!r}; say more of the one you mean:{_listed(list(titles))}"
        )
    return found[0]


def find_entity(entities: pd.DataFrame, text: str) -> str:
    """Return the identifier of the entity whose identifier, label or alias is `text`.

    Case, hyphens, the plural and British spelling do not count where no name is written as `text` is. Raises
    LookupFailedError where no entity has that name, with the nearest, or several have, with their identifiers.
    """
    found = _called(entities, text)
    if not found:
        near = _near_names(entities, text)
        raise LookupFailedError(f"no entity is called {text!r}; {near or '`kg entities` lists what there is'}")
    if len(found) > 1:
        raise LookupFailedError(
            f"{len(found)} entities are called {text!r}; say which by its identifier:{_listed(found)}"
        )
    return found[0]


def find_node(papers: pd.DataFrame, entities: pd.DataFrame, text: str) -> str:
    """Return the identifier of what `text` is: the whole title of a paper, the name of an entity, a part of a title.

    Raises LookupFailedError where there is none, or there are several.
    """
    key = title_key(text)
    is_title = (papers["paper_id"] == text).any() or (key and (papers["title"].map(title_key) == key).any())
    if not is_title and _called(entities, text):
        return find_entity(entities, text)
    try:
        return find_paper(papers, text)
    except LookupFailedError as error:
        near = _near_names(entities, text)
        hint = f" ({near})" if near else ""
        raise LookupFailedError(f"no entity is called {text!r}{hint}, and {error}") from None


def _titled(papers: pd.DataFrame, text: str) -> list[str]:
    """Return the papers with that title, a title without a letter as well, else those whose titles contain it."""
    same = papers.loc[papers["title"] == text, "paper_id"]
    return list(same) or match_titles(zip(papers["paper_id"], papers["title"], strict=True), text)


def _called(entities: pd.DataFrame, text: str) -> list[str]:
    if (entities["entity_id"] == text).any():
        return [text]
    return match_names(_names(entities), text)


def _names(entities: pd.DataFrame) -> Iterator[tuple[str, str]]:
    for entity, label, aliases in zip(entities["entity_id"], entities["label"], entities["aliases"], strict=True):
        yield entity, label
        for alias in aliases:
            yield entity, alias


def _near_names(entities: pd.DataFrame, text: str) -> str:
    names: dict[str, str] = {}
    for _, name in _names(entities):
        names.setdefault(variant_key(name), name)
    near = [repr(names[key]) for key in get_close_matches(variant_key(text), names, n=_MOST_NEAR)]
    return f"did you mean {' or '.join(near)}?" if near else ""


def _near_titles(titles: Iterable[str], text: str) -> str:
    """Return the titles that have the most words of `text`, at least half of them."""
    words = set(title_key(text).split())
    shared = {title: len(words & set(title_key(title).split())) for title in titles}
    near = sorted((title for title in shared if 2 * shared[title] >= len(words) > 0), key=lambda t: (-shared[t], t))
    return " or ".join(repr(clip(title, _SHOWN_WIDTH)) for title in near[:_MOST_NEAR])


def _listed(names: list[str]) -> str:
    listed = "".join(f"\n  {clip(name, _SHOWN_WIDTH)}" for name in names[:_MOST_CANDIDATES])
    more = f"\n  and {len(names) - _MOST_CANDIDATES} more" if len(names) > _MOST_CANDIDATES else ""
    return listed + more
