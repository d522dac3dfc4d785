"""A graph that is too big for one page: an overview, and a page for each community."""

from collections.abc import Iterator, Mapping, Sequence
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

__all__ = ["draw_atlas"]


def draw_atlas(tables: Tables, name: str, *, title: str, min_papers: int) -> Iterator[tuple[str, str]]:
    """Yield the address of every page and the page, one at a time: the leaves in a folder, then the overview `name`."""
    names = community_names(tables)
    folder = PurePosixPath(name).stem
    leaves = split_into_leaves(tables, names, min_papers=min_papers)
    cards = [LeafCard(leaf.name, f"{folder}/{leaf.slug}.html", len(leaf.papers)) for leaf in leaves]
    note = (
        f"One page of a graph of {len(tables.papers):,} papers. The others are on pages of their own, with the links "
        "and related papers they bring; the overview finds them all."
    )
    atlas = Atlas(note, overview=f"../{name}")
    for card, part in zip(cards, excerpts(tables, [leaf.papers for leaf in leaves]), strict=True):
        data = page_data(part, min_papers=min_papers, names=names, atlas=atlas)
        yield card.address, render_page(data, draw_network(data, part), title=card.name)
    yield name, _overview_page(tables, leaves, cards, names, title=title, min_papers=min_papers)


def _overview_page(
    tables: Tables,
    leaves: Sequence[Leaf],
    cards: Sequence[LeafCard],
    names: Mapping[int, str],
    *,
    title: str,
    min_papers: int,
) -> str:
    leaf_of = {paper: number for number, leaf in enumerate(leaves) for paper in leaf.papers}
    leaf_of |= entity_leaves(tables, leaf_of)
    part = overview_tables(tables, min_papers=min_papers)
    ids = [*(paper.paper_id for paper in part.papers), *(entity.entity_id for entity in part.entities)]
    atlas = Atlas(
        note=_left_out(tables, part),
        leaves=cards,
        leaf_of=[leaf_of[identifier] for identifier in ids],
        index=pack_index(tables, leaf_of),
    )
    data = page_data(part, min_papers=min_papers, names=names, atlas=atlas)
    return render_page(data, draw_network(data, part), title=title)


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
