"""A graph that is too big for one page: an overview, and a page for each community."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from kg.export.communities import community_names
from kg.export.html.counts import counts_of
from kg.export.html.data import Atlas, LeafCard, page_data
from kg.export.html.drawing import draw_network
from kg.export.html.excerpt import excerpts
from kg.export.html.index import entity_leaves, pack_index
from kg.export.html.leaves import Leaf, split_into_leaves
from kg.export.html.overview import overview_tables
from kg.export.html.render import render_page
from kg.tables import Tables

__all__ = ["AtlasPlan", "leaf_pages", "overview_page", "plan_atlas"]


@dataclass(frozen=True, slots=True)
class AtlasPlan:
    """Which pages there are, before any is drawn.

    `name` is the overview's file, `names` are those of the communities, `leaves` their pages.
    """

    name: str
    title: str
    paper_count: int
    min_papers: int
    names: Mapping[int, str]
    leaves: Sequence[Leaf]

    def card(self, leaf: Leaf) -> LeafCard:
        """Return what the overview says of a leaf."""
        return LeafCard(leaf.name, f"{PurePosixPath(self.name).stem}/{leaf.slug}.html", len(leaf.papers))


def plan_atlas(tables: Tables, name: str, *, title: str, min_papers: int) -> AtlasPlan:
    """Divide the papers into the pages of an atlas whose overview is the file `name`, titled `title`."""
    names = community_names(tables)
    leaves = split_into_leaves(tables, names, min_papers=min_papers)
    return AtlasPlan(name, title, len(tables.papers), min_papers, names, leaves)


def leaf_pages(tables: Tables, plan: AtlasPlan, leaves: Sequence[Leaf]) -> Iterator[tuple[str, str]]:
    """Yield the address and the page of each of some leaves, one at a time; `tables` have all rows of their papers."""
    note = (
        f"One page of a graph of {plan.paper_count:,} papers. The others are on pages of their own, with the links "
        "and related papers they bring; the overview finds them all."
    )
    atlas = Atlas(note, overview=f"../{plan.name}")
    for leaf, part in zip(leaves, excerpts(tables, [leaf.papers for leaf in leaves]), strict=True):
        data = page_data(part, min_papers=plan.min_papers, names=plan.names, atlas=atlas)
        yield plan.card(leaf).address, render_page(data, draw_network(data, part), title=leaf.name)


def overview_page(tables: Tables, plan: AtlasPlan) -> str:
    """Return the page that leads to all leaves."""
    leaf_of = {paper: number for number, leaf in enumerate(plan.leaves) for paper in leaf.papers}
    leaf_of |= entity_leaves(tables, leaf_of)
    part = overview_tables(tables, min_papers=plan.min_papers)
    ids = [*(paper.paper_id for paper in part.papers), *(entity.entity_id for entity in part.entities)]
    atlas = Atlas(
        note=_left_out(tables, part),
        leaves=[plan.card(leaf) for leaf in plan.leaves],
        leaf_of=[leaf_of[identifier] for identifier in ids],
        index=pack_index(tables, leaf_of),
    )
    data = page_data(part, min_papers=plan.min_papers, names=plan.names, atlas=atlas)
    return render_page(data, draw_network(data, part), title=plan.title)


def _left_out(tables: Tables, part: Tables) -> str:
    shown = counts_of(len(part.papers), len(part.entities), len(part.links))
    left = counts_of(
        len(tables.papers) - len(part.papers),
        len(tables.entities) - len(part.entities),
        len(tables.links) - len(part.links),
    )
    return (
        f"An overview: the central papers and the most telling entities of each community, {', '.join(shown)}. "
        f"Left out: {', '.join(left)}. The search finds them all, and the page of a community has all of it."
    )
