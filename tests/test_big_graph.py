"""A graph that is too big for one page: the overview and the pages of communities, as files and in a real Chromium."""

import gzip
import json
import re
from base64 import b64decode
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from explorer import Explorer

from kg.errors import OutputError
from kg.export.html import atlas, write_html
from kg.tables import EntityRow, LinkRow, PaperRow, RelatedRow, Tables

SIZES = (1700, 1600, 1200, 490, 6, 4)
"""Papers of each community: two that want several pages, two that want one, two too small for their own."""
CRAFTS = ("rope", "kiln", "loom", "sail", "tide", "reed")
ALONE = PaperRow("paper/alone", "Zither strings in winter", "", [], None, "", "", [], 6, 900.0, 900.0)


@pytest.fixture(scope="module")
def big() -> Tables:
    """5,001 papers in seven communities; each shares the entities of its own, some share Harbour-9."""
    papers, links, related = [ALONE], [], []
    entities = [
        EntityRow("dataset/Harbour-9", "dataset", "Harbour-9", ["Harbour nine"], 50, 0, 0.0, 0.0),
        EntityRow("task/mooring", "task", "mooring", ["tying up"], 1, 0, 0.0, 0.0),
    ]
    links.append(LinkRow("paper/kiln-0001", "task/mooring", "task", "", 0.5, 0))
    for community, (size, craft) in enumerate(zip(SIZES, CRAFTS, strict=True)):
        shared = [f"technique/{craft}-{number}" for number in range(4)]
        entities += [EntityRow(name, "technique", name[10:], [], size // 4, community, 0.0, 0.0) for name in shared]
        for number in range(size):
            slug = f"paper/{craft}-{number:04}"
            x, y = community * 3000.0 + number % 40 * 60, number // 40 * 60.0
            papers.append(PaperRow(slug, f"On {craft} {number}", "", [], 2000, "", "", [], community, x, y))
            links.append(LinkRow(slug, shared[number % 4], "technique", "used", 0.9, 0))
            if number % 100 == 0:
                links.append(LinkRow(slug, "dataset/Harbour-9", "dataset", "used", 0.9, 0))
            if number % 4 == 0 and number + 4 < size:
                other = f"paper/{craft}-{number + 4:04}"
                related.append(RelatedRow(slug, other, 1 + number / size, [shared[0]]))
    return Tables(sorted(papers), sorted(entities), sorted(links), [], sorted(related), [])


@pytest.fixture(scope="module")
def pages(big: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the pages of the big graph."""
    folder = tmp_path_factory.mktemp("big")
    write_html(big, folder / "graph.html", title="Crafts", min_papers=2)
    return folder


def data_of(page: Path) -> dict[str, Any]:
    raw = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    assert raw
    data: dict[str, Any] = json.loads(raw[1])
    return data


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class TestFiles:
    def test_every_paper_is_on_one_page_of_a_community(self, pages: Path, big: Tables) -> None:
        leaves = [data_of(page) for page in sorted((pages / "graph").iterdir())]
        papers = Counter(card["id"] for leaf in leaves for card in leaf["papers"])
        assert papers == Counter(row.paper_id for row in big.papers)
        assert sum(len(card["links"]) for leaf in leaves for card in leaf["papers"]) == len(big.links)
        assert max(len(leaf["papers"]) for leaf in leaves) <= 1500
        for leaf in leaves:
            joined = Counter(link[0] for card in leaf["papers"] for link in card["links"])
            cards = enumerate(leaf["entities"], start=len(leaf["papers"]))
            assert {number: card["papers"] for number, card in cards} == joined

    def test_names_of_pages_say_communities_and_parts(self, pages: Path) -> None:
        names = {address: name for name, address, _ in data_of(pages / "graph.html")["atlas"]["leaves"]}
        assert list(names) == [
            "graph/community-0-part-1.html",
            "graph/community-0-part-2.html",
            "graph/community-1-part-1.html",
            "graph/community-1-part-2.html",
            "graph/community-2.html",
            "graph/community-3.html",
            "graph/smaller.html",
        ]
        assert names["graph/community-1-part-2.html"] == "kiln-0, kiln-1, kiln-2 (part 2 of 2)"
        assert names["graph/smaller.html"] == "3 smaller communities"

    def test_overview_draws_a_share_of_each_community(self, pages: Path, big: Tables) -> None:
        data = data_of(pages / "graph.html")
        assert len(data["network"]["nodes"]) == len(data["papers"]) + len(data["entities"]) <= 3000
        shares = Counter(card["community"] for card in data["papers"])
        share = len(data["papers"]) / len(big.papers)
        assert all(abs(shares[community] - share * size) <= 1 for community, size in enumerate(SIZES))
        assert {card["label"] for card in data["entities"]} >= {"Harbour-9", "rope-0", "kiln-3", "loom-1", "sail-0"}

    def test_index_leads_to_pages_that_have_the_things(self, pages: Path, big: Tables) -> None:
        found = data_of(pages / "graph.html")["atlas"]
        rows = json.loads(gzip.decompress(b64decode(found["index"])))
        assert [row[0] for row in rows] == [
            *(row.paper_id for row in big.papers),
            *(row.entity_id for row in big.entities),
        ]
        assert next(row for row in rows if row[0] == "dataset/Harbour-9")[3:] == [50, "Harbour nine"]
        ids = []
        for _, address, count in found["leaves"]:
            data = data_of(pages / address)
            assert len(data["papers"]) == count
            ids.append({card["id"] for card in (*data["papers"], *data["entities"])})
        assert all(name in ids[leaf] for name, _, leaf, *_ in rows)

    def test_bytes_are_the_same_and_nothing_is_left_behind(self, pages: Path, big: Tables, tmp_path: Path) -> None:
        write_html(big, tmp_path / "graph.html", title="Crafts", min_papers=2)
        assert contents(tmp_path) == contents(pages)
        assert {path.name for path in tmp_path.iterdir()} == {"graph.html", "graph"}

    def test_what_was_there_stays_when_writing_fails(
        self, big: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "graph").mkdir()
        (tmp_path / "graph" / "old.html").write_text("old")
        (tmp_path / "graph.html").write_text("old")
        monkeypatch.setattr(atlas, "pack_index", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            write_html(big, tmp_path / "graph.html", title="Crafts", min_papers=2)
        assert contents(tmp_path) == {"graph/old.html": b"old", "graph.html": b"old"}

    def test_a_folder_of_other_things_is_not_replaced(self, big: Tables, tmp_path: Path) -> None:
        (tmp_path / "graph").mkdir()
        (tmp_path / "graph" / "manifest.json").write_text("mine")
        with pytest.raises(OutputError, match=r"graph: holds manifest\.json"):
            write_html(big, tmp_path / "graph.html", title="Crafts", min_papers=2)
        assert contents(tmp_path) == {"graph/manifest.json": b"mine"}


class TestBrowser:
    def undrawn(self, pages: Path) -> tuple[str, str]:
        """Return the identifier and the title of a loom paper that the overview does not draw."""
        drawn = {card["id"] for card in data_of(pages / "graph.html")["papers"]}
        number = next(number for number in range(SIZES[2]) if f"paper/loom-{number:04}" not in drawn)
        return f"paper/loom-{number:04}", f"On loom {number}"

    def test_says_what_it_leaves_out_and_names_communities(self, explorer: Explorer, pages: Path) -> None:
        explorer.visit(pages / "graph.html")
        data = data_of(pages / "graph.html")
        assert f"Left out: {5001 - len(data['papers']):,} papers" in explorer.find(".atlas").text
        assert len(explorer.all(".atlas a")) == 7
        assert explorer.summary() == f"{len(data['papers']):,} papers · {len(data['entities'])} entities"

    def test_finds_an_undrawn_paper_goes_there_and_back(self, explorer: Explorer, pages: Path) -> None:
        paper_id, title = self.undrawn(pages)
        explorer.visit(pages / "graph.html")
        explorer.keys("/", title)
        explorer.until(lambda: "→ loom-0, loom-1, loom-2" in explorer.find("#suggestions [role=option]").text)
        explorer.keys("\ue007")
        explorer.until(lambda: explorer.heading() == title)
        assert explorer.driver.current_url == f"{(pages / 'graph' / 'community-2.html').as_uri()}#{paper_id}"
        assert explorer.driver.title == "loom-0, loom-1, loom-2"
        assert "One page of a graph of 5,001 papers" in explorer.find(".atlas").text
        explorer.assert_quiet()
        explorer.find(".back a").click()
        explorer.until(lambda: explorer.driver.title == "Crafts")
        assert explorer.driver.current_url == (pages / "graph.html").as_uri()

    @pytest.mark.parametrize("width", [1400, 390])
    @pytest.mark.parametrize("address", ["graph.html#technique/sail-0", "graph/smaller.html"])
    def test_axe_finds_nothing(self, address: str, width: int, explorer: Explorer, pages: Path, axe: str) -> None:
        name, _, fragment = address.partition("#")
        explorer.size(width, 844)
        explorer.visit(pages / name, f"#{fragment}")
        assert explorer.violations(axe) == []

    def test_finds_by_alias_what_it_does_not_draw(self, explorer: Explorer, pages: Path) -> None:
        explorer.visit(pages / "graph.html")
        explorer.keys("/", "tying")
        explorer.until(lambda: explorer.all("#suggestions .note"))
        explorer.keys("\ue007")
        explorer.until(lambda: explorer.heading() == "mooring")
        assert "/graph/community-1-part-" in explorer.driver.current_url

    def test_drawn_things_open_here_and_lead_to_their_page(self, explorer: Explorer, pages: Path) -> None:
        explorer.visit(pages / "graph.html")
        explorer.search("sail-0")
        explorer.until(lambda: explorer.heading() == "sail-0")
        explorer.find("#panel .leaf a").click()
        explorer.until(lambda: explorer.driver.current_url.endswith("graph/community-3.html#technique/sail-0"))
        explorer.until(lambda: explorer.heading() == "sail-0")

    def test_address_of_an_undrawn_paper_leads_to_its_page(self, explorer: Explorer, pages: Path) -> None:
        paper_id, title = self.undrawn(pages)
        explorer.visit(pages / "graph.html", f"#{paper_id}")
        explorer.until(lambda: explorer.heading() == title)
        assert "/graph/community-2.html#" in explorer.driver.current_url
