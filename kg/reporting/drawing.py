"""Matplotlib figures as SVG that fits into a page: its colours, its font, its words, the same bytes each time.

Matplotlib measures words in a font of its own, reads `$` as mathematics, and takes fixed colours. So words and colours
are stood in for while a figure is drawn, and put in when it is written: words as text, colours as the page's variables.
"""

import io
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from lxml import etree
from markupsafe import Markup
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

__all__ = ["FONT_SIZE", "SHADES", "Drawing", "drawing_style", "ink", "shade"]

FONT_SIZE = 13.0
SHADES = 6
"""How many shades beside nothing a heat map has: `--shade-1` to `--shade-6`."""

_ROLES = ("text", "quiet", "line", "track", "accent", "surface", "on-shade")
_KINDS = ("dataset", "technique", "task", "metric", "keyword", "repository")
_VARIABLES = {
    f"#0000{number:02x}": name
    for number, name in enumerate((*_ROLES, *_KINDS, *(f"shade-{step}" for step in range(SHADES + 1))), start=1)
}
_INKS = {name: colour for colour, name in _VARIABLES.items()}
_SETTINGS = {
    "svg.fonttype": "none",
    "svg.hashsalt": "kg",
    "font.size": FONT_SIZE,
    "path.simplify": False,
    "figure.dpi": 72,
    "savefig.dpi": 110,
}
_SVG = "{http://www.w3.org/2000/svg}"
_UNUSED = {"clip-path", "version"}
_HREF = "{http://www.w3.org/1999/xlink}href"
_KEPT = {
    "fill",
    "fill-opacity",
    "font-size",
    "font-weight",
    "opacity",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "text-anchor",
}
_WORD = re.compile(r"<(\d+)>")


def ink(name: str) -> str:
    """Return the colour that stands for the page's variable `--name` in a figure.

    >>> ink("text") != ink("quiet")
    True
    """
    return _INKS[name]


def shade(share: float) -> int:
    """Return the shade (0 to SHADES) for a share (0..1) of the most there is; only nothing at all has shade 0.

    >>> shade(0), shade(0.01), shade(1)
    (0, 1, 6)
    """
    return min(SHADES, int(share * SHADES) + 1) if share > 0 else 0


class Drawing:
    """A figure of so many CSS pixels; its words are given through `word`."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        self.figure.patch.set_visible(False)
        FigureCanvasSVG(self.figure)
        self._words: list[str] = []

    def word(self, text: str) -> str:
        """Return what stands for `text` until the figure is written."""
        self._words.append(text)
        return f"<{len(self._words) - 1}>"

    def axes(self, left: float = 0, top: float = 0, right: float = 0, bottom: float = 0) -> Axes:
        """Add axes without frame and ticks that leave these margins, in pixels."""
        width, height = self.width - left - right, self.height - top - bottom
        axes = self.figure.add_axes((left / self.width, bottom / self.height, width / self.width, height / self.height))
        axes.patch.set_visible(False)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0, colors=ink("quiet"), labelsize=FONT_SIZE)
        return axes

    def svg(self, alt: str) -> Markup:
        """Return the figure as an SVG element that readers hear as `alt`."""
        written = io.BytesIO()
        self.figure.savefig(written, format="svg", metadata={"Date": None})
        root = etree.fromstring(written.getvalue(), etree.XMLParser(remove_comments=True, huge_tree=True))
        etree.strip_elements(root, f"{_SVG}metadata", f"{_SVG}style", f"{_SVG}clipPath", with_tail=False)
        pointed_to = {str(element.get(_HREF)).removeprefix("#") for element in root.iter(f"{_SVG}use")}
        for element in root.iter():
            self._fit(element, pointed_to)
        etree.strip_tags(root, f"{_SVG}g")
        root.attrib.update({"role": "img", "aria-label": alt, "fill": "currentColor"})
        root.attrib.update({"width": f"{self.width:g}", "height": f"{self.height:g}"})
        etree.cleanup_namespaces(root)
        return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704 - escaped by the serializer

    def _fit(self, element: etree._Element, pointed_to: Collection[str]) -> None:
        """Make of an element of matplotlib's what the page can style, with the words that are meant."""
        given = {str(key): str(value) for key, value in element.attrib.items()}
        styled = dict(part.split(": ", 1) for part in given.pop("style", "").split("; ") if part)
        given |= {key: _variable(value) for key, value in styled.items() if key in _KEPT}
        if _HREF in given:
            given["href"] = given.pop(_HREF)
        if "d" in given:
            given["d"] = " ".join(given["d"].split())
        if given.get("id") not in pointed_to:
            given.pop("id", None)
        element.attrib.clear()
        element.attrib.update({key: value for key, value in given.items() if key not in _UNUSED})
        if found := _WORD.fullmatch(element.text or ""):
            element.text = self._words[int(found[1])]
        elif not (element.text or "").strip():
            element.text = None
        element.tail = None


def _variable(value: str) -> str:
    return f"var(--{_VARIABLES[value]})" if value in _VARIABLES else value


@contextmanager
def drawing_style() -> Iterator[None]:
    """Draw as kg does, whatever the user has set for matplotlib."""
    with style.context(["default", _SETTINGS]):
        yield
