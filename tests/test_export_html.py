"""The HTML page as a file: what stands in it, and what can never stand in it."""

import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from kg.errors import OutputError, ResourceError
from kg.export.html import write_html
from kg.export.html.arrange import Spot, arrange
from kg.export.html.bundle import bundle_modules
from kg.export.html.data import page_data
from kg.export.html.drawing import draw_network
from kg.export.html.legend import community_legend
from kg.tables import EntityRow, LinkRow, MentionRow, PageRow, PaperRow, RelatedRow, Tables

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> href & \u2028 'quoted' \"twice\""
EMPTY = Tables([], [], [], [], [], [])


def paper(slug: str, title: str, **changes: Any) -> PaperRow:
    row = PaperRow(
        f"paper/{slug}", title, "We count lanterns on Harbour-9.", ["Ada Moss"], 2024, "Coast", "", [], 0, 0.0, 0.0
    )
    return row._replace(**changes)


def entity(kind: str, label: str, paper_count: int, **changes: Any) -> EntityRow:
    return EntityRow(f"{kind}/{label.replace(' ', '_')}", kind, label, [], paper_count, 0, 0.5, 0.5)._replace(**changes)


@pytest.fixture
def tables() -> Tables:
    return Tables(
        papers=[
            paper("a", "Counting lanterns by ear", url="https://example.org/a", sources=["list.csv"]),
            paper("b", HOSTILE, url="javascript:alert(3)", x=3.0, y=1.0),
            paper("c", "Tides without clocks", authors=[], year=None, venue="", abstract="", community=1, x=1.0, y=4.0),
        ],
        entities=[
            entity("dataset", "Harbour-9", 2, aliases=["Harbour 9"]),
            entity("repository", "moss/lanterns", 1),
            entity("technique", "<b>echo</b> sieve", 2, x=2.0),
        ],
        links=[
            LinkRow("paper/a", "dataset/Harbour-9", "dataset", "introduced", 0.9, 1),
            LinkRow("paper/a", "repository/moss/lanterns", "repository", "", 1.0, 1),
            LinkRow("paper/a", "technique/<b>echo</b>_sieve", "technique", "used", 0.8, 2),
            LinkRow("paper/b", "dataset/Harbour-9", "dataset", "used", 0.7, 1),
            LinkRow("paper/b", "technique/<b>echo</b>_sieve", "technique", "used", 0.8, 1),
        ],
        mentions=[
            MentionRow("paper/a", "dataset/Harbour-9", "dataset", "Harbour-9", "abstract", 21, 30, "lexicon", 0.9)
        ],
        related=[RelatedRow("paper/a", "paper/b", 1.5, ["dataset/Harbour-9", "technique/<b>echo</b>_sieve"])],
        pages=[PageRow("paper/a", "https://example.org/project")],
    )


class _StaticMarkup(HTMLParser):
    """Collects the elements, the addresses and the texts of scripts and styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[tuple[str, dict[str, str | None], str]] = []
        self._open: tuple[str, dict[str, str | None]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self._open = (tag, dict(attrs)) if tag in ("script", "style", "title") else None

    def handle_endtag(self, tag: str) -> None:
        self._open = None

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts.append((*self._open, data))


def write_page(tables: Tables, tmp_path: Path, *, title: str = "Lanterns", min_papers: int = 2) -> str:
    path = tmp_path / "graph.html"
    write_html(tables, path, title=title, min_papers=min_papers)
    return path.read_bytes().decode("utf-8")


def parse(page: str) -> _StaticMarkup:
    markup = _StaticMarkup()
    markup.feed(page)
    return markup


def data_of(page: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(next(text for _, attrs, text in parse(page).texts if attrs.get("id") == "data"))
    return data


def edges_of(tables: Tables) -> list[tuple[int, int]]:
    network = draw_network(page_data(tables, min_papers=2), tables)
    return [(edge["from"], edge["to"]) for edge in network.edges]


def test_bytes_are_the_same_on_every_run_and_nothing_else_is_left(tables: Tables, tmp_path: Path) -> None:
    assert write_page(tables, tmp_path) == write_page(tables, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["graph.html"]


def test_static_markup_is_the_templates_whatever_the_papers_say(tables: Tables, tmp_path: Path) -> None:
    hostile, empty = parse(write_page(tables, tmp_path, title=HOSTILE)), parse(write_page(EMPTY, tmp_path))
    assert [tag for tag in hostile.tags if tag != "span"] == [tag for tag in empty.tags if tag != "span"]
    assert "".join(text for tag, _, text in hostile.texts if tag == "title") == HOSTILE


def test_data_holds_hostile_text_verbatim_and_escaped(tables: Tables, tmp_path: Path) -> None:
    page = write_page(tables, tmp_path)
    card = data_of(page)["papers"][1]
    assert card["title"] == HOSTILE
    assert card["url"] == "javascript:alert(3)"
    raw = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert raw
    assert not set("<>&\u2028\u2029") & set(raw[1])


def test_page_asks_no_other_host(tables: Tables, tmp_path: Path) -> None:
    markup = parse(write_page(tables, tmp_path))
    addresses = [value for _, name, value in markup.attributes if name in ("src", "href", "srcset", "action")]
    assert addresses == ["data:,"]
    assert not [name for _, name, _ in markup.attributes if name.startswith("on")]
    styles = " ".join(text for tag, _, text in markup.texts if tag == "style")
    assert "url(" not in styles
    assert "@import" not in styles
    assert not any("sourceMappingURL" in text for _, _, text in markup.texts)


def test_policy_names_the_hash_of_every_script_and_style(tables: Tables, tmp_path: Path) -> None:
    markup = parse(write_page(tables, tmp_path))
    policy = next(value for tag, name, value in markup.attributes if tag == "meta" and "default-src 'none'" in value)
    for tag, attrs, text in markup.texts:
        if tag in ("script", "style") and "type" not in attrs:
            assert b64encode(sha256(text.encode()).digest()).decode() in policy
    assert "unsafe" not in policy


def test_network_holds_papers_and_entities_and_the_page_says_which_it_opens_with(
    tables: Tables, tmp_path: Path
) -> None:
    data = data_of(write_page(tables, tmp_path))
    assert [node["id"] for node in data["network"]["nodes"]] == [0, 1, 2, 3, 4, 5]
    assert all(node.keys() == {"id", "x", "y", "size"} for node in data["network"]["nodes"])
    assert edges_of(tables) == [(0, 3), (0, 4), (0, 5), (1, 3), (1, 5)]
    assert data["network"]["options"]["physics"] == {"enabled": False}
    assert [card["drawn"] for card in data["entities"]] == [True, False, True]
    assert data["min_papers"] == 2


def test_of_many_things_only_what_joins_papers_is_in_the_network(tables: Tables, tmp_path: Path) -> None:
    many = [entity("technique", f"sieve {number:04}", 1) for number in range(5000)]
    large = replace(tables, entities=[*tables.entities, *many])
    assert [node["id"] for node in data_of(write_page(large, tmp_path))["network"]["nodes"]] == [0, 1, 2, 3, 5]


def test_a_pair_joined_twice_is_one_edge(tables: Tables) -> None:
    doubled = [*tables.links, LinkRow("paper/b", "dataset/Harbour-9", "keyword", "", 0.4, 1)]
    twice = Tables(tables.papers, tables.entities, doubled, tables.mentions, tables.related, tables.pages)
    assert len(edges_of(twice)) == 5


def test_cards_carry_evidence_pages_and_relatedness(tables: Tables, tmp_path: Path) -> None:
    data = data_of(write_page(tables, tmp_path))
    first = data["papers"][0]
    assert first["mentions"] == [["a", 21, 30, 3, 0, 0.9]]
    assert data["finders"] == [["dataset", "lexicon"]]
    assert first["sentences"] == [[0, 31]]
    assert first["links"][1] == [4, "repository", "", 1.0, 1]
    assert [data["sources"][number] for number in first["sources"]] == ["list.csv"]
    assert first["pages"] == ["https://example.org/project"]
    assert data["related"] == [[0, 1, 1.5, [3, 5]]]


@pytest.mark.parametrize("count", [0, 1])
def test_smallest_graphs_are_pages_too(count: Any, tmp_path: Path) -> None:
    page = write_page(Tables([paper("a", "Alone")][:count], [], [], [], [], []), tmp_path)
    assert len(data_of(page)["network"]["nodes"]) == count


def test_lone_surrogates_do_not_stop_the_page(tmp_path: Path) -> None:
    page = write_page(Tables([paper("a", "Broken \ud800 title")], [], [], [], [], []), tmp_path, title="Half \ud800")
    assert data_of(page)["papers"][0]["title"] == "Broken \ud800 title"


def test_unwritable_place_is_an_output_error(tables: Tables, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        write_html(tables, tmp_path / "file" / "graph.html", title="Lanterns", min_papers=2)


def test_offsets_count_as_a_browser_does(tmp_path: Path) -> None:
    text = "Deep 🌊 echo on Harbour-9. Once 🌊 more."
    start = text.index("Harbour-9")
    mention = MentionRow(
        "paper/a", "dataset/Harbour-9", "dataset", "Harbour-9", "abstract", start, start + 9, "rule", 1
    )
    tables = Tables([paper("a", "Echo", abstract=text)], [entity("dataset", "Harbour-9", 1)], [], [mention], [], [])
    card = data_of(write_page(tables, tmp_path))["papers"][0]
    units = text.encode("utf-16-le")
    [[_, first, last, *_]] = card["mentions"]
    assert units[2 * first : 2 * last].decode("utf-16-le") == "Harbour-9"
    cut = [units[2 * first : 2 * last].decode("utf-16-le") for first, last in card["sentences"]]
    assert cut == ["Deep 🌊 echo on Harbour-9.", "Once 🌊 more."]


def test_aliases_that_differ_by_case_alone_are_not_said(tmp_path: Path) -> None:
    card = entity("dataset", "Harbour-9", 1, aliases=["HARBOUR-9", "Harbour nine", "harbour Nine"])
    data = data_of(write_page(Tables([paper("a", "Echo")], [card], [], [], [], []), tmp_path))
    assert data["entities"][0]["aliases"] == ["Harbour nine"]


def test_places_keep_communities_apart_and_give_every_node_the_same_room() -> None:
    spots = [Spot(float(x), float(y), int(x > 4)) for x in range(10) for y in range(10)]
    places = arrange(spots)
    xs, ys = [x for x, _ in places], [y for _, y in places]
    assert (max(xs) + min(xs), max(ys) + min(ys)) == pytest.approx((0, 0), abs=0.2)
    assert (max(xs) - min(xs)) * (max(ys) - min(ys)) == pytest.approx(62**2 * 100, rel=0.01)
    left = max(x for (x, _), spot in zip(places, spots, strict=True) if spot.community == 0)
    right = min(x for (x, _), spot in zip(places, spots, strict=True) if spot.community == 1)
    assert right - left > 2 * (places[10][0] - places[0][0])
    assert arrange([]) == []
    assert arrange([Spot(3, 4, 0)]) == [(0.0, 0.0)]


def test_modules_are_bundled_in_the_order_of_their_imports() -> None:
    texts = {
        "view/a.mjs": 'import { b } from "../b.mjs";\nimport { c } from "./c.mjs";\nb(c);\n',
        "b.mjs": "const hidden = 1;\nexport function b() {\n  return hidden;\n}\n",
        "view/c.mjs": 'import { b } from "../b.mjs";\nconst hidden = 2;\nexport const c = b() + hidden;\n',
    }
    script = bundle_modules("view/a.mjs", texts.__getitem__)
    assert script.index("function b") < script.index("const c") < script.index("b(c)")
    assert "import" not in script
    assert "export" not in script


@pytest.mark.parametrize("line", ["export default 1;", 'import b from "./b.mjs";', 'export { b } from "./b.mjs";'])
def test_other_forms_of_import_and_export_are_refused(line: str) -> None:
    with pytest.raises(ResourceError, match=r"a\.mjs: cannot bundle"):
        bundle_modules("a.mjs", {"a.mjs": f"{line}\n", "b.mjs": "export const b = 1;\n"}.__getitem__)


def test_circles_of_imports_are_refused() -> None:
    texts = {"a.mjs": 'import { b } from "./b.mjs";\n', "b.mjs": 'import { a } from "./a.mjs";\n'}
    with pytest.raises(ResourceError, match="import one another"):
        bundle_modules("a.mjs", texts.__getitem__)


def test_communities_are_named_by_what_tells_them_apart(tables: Tables) -> None:
    legend = community_legend(tables)
    assert [(entry.papers, entry.name) for entry in legend] == [
        (2, "<b>echo</b> sieve, Harbour-9"),
        (1, "Tides without clocks"),
    ]


def test_communities_past_the_palette_share_one_line() -> None:
    papers = [paper(f"p{number:02}", f"Paper {number}", community=number) for number in range(20)]
    last = community_legend(Tables(papers, [], [], [], [], []))[-1]
    assert (last.name, last.papers, len(last.communities)) == ("8 smaller communities", 8, 8)
