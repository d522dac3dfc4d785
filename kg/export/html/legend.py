"""The legend of communities: how many papers each holds, its name and its colour."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from kg.export.communities import community_names
from kg.export.palette import COMMUNITY_COLOURS, OTHER_COLOUR, community_colour
from kg.tables import Tables

__all__ = ["CommunityEntry", "community_legend"]


@dataclass(frozen=True, slots=True)
class CommunityEntry:
    """A line of the legend: the communities it stands for, its name and colour, and its number of papers."""

    communities: tuple[int, ...]
    name: str
    colour: str
    papers: int


def community_legend(tables: Tables, names: Mapping[int, str] | None = None) -> list[CommunityEntry]:
    """Return a line for each community with a colour of its own, largest first, and one for all the others."""
    papers_in: defaultdict[int, list[str]] = defaultdict(list)
    for paper in tables.papers:
        papers_in[paper.community].append(paper.paper_id)
    named = sorted((c for c in papers_in if 0 <= c < len(COMMUNITY_COLOURS)), key=lambda c: (-len(papers_in[c]), c))
    names = community_names(tables) if names is None else names
    legend = [CommunityEntry((c,), names[c], community_colour(c), len(papers_in[c])) for c in named]
    others = tuple(sorted(papers_in.keys() - set(named)))
    if others:
        name = names[others[0]] if len(others) == 1 else f"{len(others)} smaller communities"
        legend.append(CommunityEntry(others, name, OTHER_COLOUR, sum(len(papers_in[c]) for c in others)))
    return legend
