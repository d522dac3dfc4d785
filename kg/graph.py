"""The graph that people get in Python: networkx, made of the tables."""

import networkx as nx

from kg.tables import Tables

__all__ = ["to_networkx"]


def to_networkx(tables: Tables) -> "nx.MultiGraph[str]":
    """Return papers and entities as nodes, links as edges keyed by their relation, in the order of the tables.

    Nodes carry the columns of their table and `kind` ("paper" for papers); edges carry relation, role, weight (the
    score of the link) and mention_count.
    """
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    for paper in tables.papers:
        graph.add_node(paper.paper_id, kind="paper", label=paper.title, **_but(paper._asdict(), "paper_id", "title"))
    for entity in tables.entities:
        graph.add_node(entity.entity_id, **_but(entity._asdict(), "entity_id"))
    for link in tables.links:
        graph.add_edge(
            link.paper_id,
            link.entity_id,
            key=link.relation,
            relation=link.relation,
            role=link.role,
            weight=link.score,
            mention_count=link.mention_count,
        )
    return graph


def _but(values: dict[str, object], *left_out: str) -> dict[str, object]:
    return {name: value for name, value in values.items() if name not in left_out}
