"""Communities: Leiden's (Traag, Waltman, van Eck, "From Louvain to Leiden", 2019), with modularity."""

import random
from collections import Counter

import igraph

__all__ = ["find_communities"]

_ROUNDS = 20  # without a bound it can swap two equally good partitions for ever


def find_communities(graph: igraph.Graph, *, seed: int) -> list[int]:
    """Return the community of every node of a graph whose edges have a `weight`.

    They are numbered by size, the largest 0; of two of one size the one with the first node comes first.
    """
    igraph.set_random_number_generator(random.Random(seed))
    found = graph.community_leiden(objective_function="modularity", weights="weight", n_iterations=_ROUNDS).membership
    by_size = {community: number for number, (community, _) in enumerate(Counter(found).most_common())}
    return [by_size[community] for community in found]
