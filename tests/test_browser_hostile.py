"""Thirty papers that try to break out of markup, JSON, styles, addresses and cells: nothing runs, nothing is lost."""

import csv
import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from explorer import Explorer
from selenium.webdriver.common.keys import Keys

from kg.pipeline import Build, build

PAPERS = Path(__file__).parent / "hostile" / "papers.jsonl"
NUMBERS = range(30)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def built(folder: Path) -> Build:
    return build([PAPERS], folder)


@pytest.fixture
def hostile(built: Build, folder: Path, explorer: Explorer) -> Explorer:
    return explorer.visit(folder / "graph.html")


def tidy(text: str) -> str:
    return " ".join(text.split())


def written() -> list[dict[str, Any]]:
    return [json.loads(line) for line in PAPERS.read_text(encoding="utf-8").splitlines()]


def test_every_paper_is_in_the_graph_word_for_word(built: Build) -> None:
    assert len(built.tables.papers) == len(NUMBERS)
    found = {paper.title: paper for paper in built.tables.papers}
    for paper in written():
        assert tidy(found[tidy(paper["title"])].abstract) == tidy(paper["abstract"])


@pytest.mark.parametrize("number", NUMBERS)
def test_a_paper_is_read_as_text(number: int, built: Build, hostile: Explorer) -> None:
    paper = built.tables.papers[number]
    hostile.script("location.hash = arguments[0]", f"#{paper.paper_id}")
    hostile.until(lambda: hostile.all("#panel h2"))
    assert hostile.find("#panel h2").get_attribute("textContent") == paper.title
    assert hostile.find("#panel .abstract").get_attribute("textContent") == paper.abstract
    if paper.authors:
        assert hostile.find("#panel .byline").get_attribute("textContent") == ", ".join(paper.authors)
    inside = "script, style, img, iframe, object, embed, base, meta, form, input, svg:not(.icon), math, table"
    assert hostile.all(f"#panel :is({inside})") == []
    for link in hostile.all("#panel a"):
        assert str(link.get_attribute("href")).startswith(("https://", "http://"))
        assert link.get_attribute("rel") == "noopener noreferrer"


def test_pointing_typing_and_walking_run_nothing(built: Build, hostile: Explorer) -> None:
    hostile.press("Table")
    titles = {found.get_attribute("textContent") for found in hostile.all("#table tbody .text")}
    assert titles == {paper.title for paper in built.tables.papers}
    hostile.press("Table")
    for query in ("<script>", "onerror", "javascript:", "__proto__", '"}', "=HYPERLINK"):
        hostile.keys("/", query)
        assert hostile.texts("#suggestions [role=option]")
        hostile.keys(Keys.ENTER)
        assert hostile.heading()
    hostile.press("Path to…", "#panel")
    hostile.keys("zalgo", Keys.ENTER)
    assert hostile.heading() == "Path between two papers"
    for row in hostile.all("#filters [data-facet=communities]")[:3]:
        row.click()
    assert hostile.summary()


def test_what_is_taken_away_is_whole_and_harmless(built: Build, hostile: Explorer) -> None:
    def take(name: str) -> bytes:
        hostile.press("Export")
        hostile.find(f'#take [data-take="{name}"]').click()
        return hostile.saved(name)

    rows = list(csv.reader(io.StringIO(take("papers.csv").decode("utf-8-sig"), newline="")))[1:]
    assert {row[1].removeprefix("'") for row in rows} == {paper.title for paper in built.tables.papers}
    assert {row[-1].removeprefix("'") for row in rows} == {paper.abstract for paper in built.tables.papers}
    assert not [
        cell for row in rows for cell in row if cell.lstrip()[:1] in "=+-@" and cell.strip() and not is_number(cell)
    ]
    graph = nx.parse_graphml(take("graph.graphml").decode())
    read = {tidy(values["title"]) for _, values in graph.nodes(data=True) if values["kind"] == "paper"}
    assert len(read) == len(NUMBERS)
    drawing = ElementTree.fromstring(take("map.svg"))
    assert not [element.tag for element in drawing.iter() if element.tag.endswith(("script", "image", "style", "}a"))]
    assert take("map.png").startswith(b"\x89PNG")


def is_number(cell: str) -> bool:
    return cell.removeprefix("-").replace(".", "", 1).isdecimal()
