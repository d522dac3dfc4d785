"""Colours told apart with every common kind of colour vision: Okabe and Ito's, then six as far from them as can be."""

from collections.abc import Mapping
from functools import cache

from kg.model import Relation

__all__ = ["COMMUNITY_COLOURS", "KIND_COLOURS", "OTHER_COLOUR", "community_colour", "rgb"]

COMMUNITY_COLOURS = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#C8BC75",
    "#996439",
    "#11630F",
    "#F6C45C",
    "#723A72",
    "#879DFF",
)
OTHER_COLOUR = "#8A9099"
KIND_COLOURS: Mapping[str, str] = {
    Relation.DATASET: "#117733",
    Relation.TECHNIQUE: "#332288",
    Relation.TASK: "#882255",
    Relation.METRIC: "#DDAA33",
    Relation.KEYWORD: "#BBBBBB",
    Relation.REPOSITORY: "#222222",
}


def community_colour(community: int) -> str:
    """Return the colour of a community, grey for those past the palette.

    >>> community_colour(0), community_colour(99)
    ('#0072B2', '#8A9099')
    """
    return COMMUNITY_COLOURS[community] if 0 <= community < len(COMMUNITY_COLOURS) else OTHER_COLOUR


@cache
def rgb(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255, of a colour that is written as #RRGGBB.

    >>> rgb("#0072B2")
    (0, 114, 178)
    """
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
