"""The page's colours, seen with every common kind of colour vision."""

import re
from collections.abc import Sequence
from importlib.resources import files
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest

from kg.export.palette import COMMUNITY_COLOURS
from kg.model import Relation

Colour = npt.NDArray[np.float64]

# What a dichromat sees of linear RGB (Machado, Oliveira and Fernandes 2009, severity 1).
VISIONS = {
    "normal": np.eye(3),
    "red-blind": np.array([[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]]),
    "green-blind": np.array([[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]]),
    "blue-blind": np.array([[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]]),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])
STYLE = (files("kg.export.html") / "app" / "style.css").read_text(encoding="utf-8")


def variable(name: str, theme: int) -> str:
    found = re.search(rf"--{name}: light-dark\((#\w{{6}}), (#\w{{6}})\)", STYLE)
    assert found, name
    return found[theme + 1]


def linear(colour: str) -> Colour:
    channels = np.array([int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb: Colour) -> Colour:
    x, y, z = (TO_XYZ @ np.clip(rgb, 0, 1)) / WHITE
    fx, fy, fz = (np.cbrt(value) if value > 0.008856 else 7.787 * value + 16 / 116 for value in (x, y, z))
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


def nearest(colours: Sequence[str], vision: str) -> float:
    seen = [lab(VISIONS[vision] @ linear(colour)) for colour in colours]
    return min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2))


def contrast(a: str, b: str) -> float:
    low, high = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (a, b))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_kinds_are_told_apart(theme: int, vision: str) -> None:
    assert nearest([variable(kind, theme) for kind in Relation], vision) >= 15


@pytest.mark.parametrize("vision", VISIONS)
def test_communities_are_told_apart(vision: str) -> None:
    assert nearest(COMMUNITY_COLOURS, vision) >= 12


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_words_in_the_colours_of_kinds_can_be_read(theme: int) -> None:
    for name in (*Relation, "text", "quiet", "accent"):
        assert contrast(variable(name, theme), variable("surface", theme)) >= 4.5, name
