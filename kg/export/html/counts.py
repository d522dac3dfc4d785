"""How many papers, entities and links, in words."""

__all__ = ["counts_of"]


def counts_of(papers: int, entities: int, links: int) -> list[str]:
    """Return the three numbers with what they count.

    >>> counts_of(1200, 1, 0)
    ['1,200 papers', '1 entity', '0 links']
    """
    return [
        _count(papers, "paper", "papers"),
        _count(entities, "entity", "entities"),
        _count(links, "link", "links"),
    ]


def _count(number: int, singular: str, plural: str) -> str:
    return f"{number:,} {singular if number == 1 else plural}"
