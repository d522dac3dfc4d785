"""The report: its figures are what its queries answer, and everybody can look at it, whatever the papers say."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from explorer import HOSTILE, Explorer, quays
from lxml import etree, html

from kg.cli import main
from kg.errors import OutputError
from kg.export.communities import community_names
from kg.reporting import report
from kg.reporting.drawing import SHADES
from kg.tables import ConflictRow, EntityRow, LinkRow, PaperRow, Tables, load, write_tables
from kg.text import clip

SQL_FIGURES = ("weakest-links", "merges", "inputs", "skipped", "mentions-per-link", "scores", "papers-by-year")
KINDS = ("dataset", "technique", "task", "metric", "repository", "keyword")
WORDS = "abcdefghijklmnop"
RTL = "\u202eعربي 🦀 $x_1$ <b>'\"&\x07"


def written(tables: Tables, folder: Path, **manifest: Any) -> Path:
    """Return a folder with these tables and as much of a manifest as the report reads."""
    write_tables(tables, folder / "tables")
    (folder / "manifest.json").write_text(json.dumps({"inputs": [], "skipped": [], **manifest}), encoding="utf-8")
    return folder


def page_of(tables: Tables, folder: Path, **manifest: Any) -> html.HtmlElement:
    return html.parse(report(written(tables, folder, **manifest))).getroot()


def figure(page: html.HtmlElement, name: str) -> html.HtmlElement:
    return page.get_element_by_id(f"figure-{name}")


def table(figure: html.HtmlElement) -> list[tuple[str, ...]]:
    """Return the rows of the table of a figure, numbers without separators."""
    return [
        tuple(re.sub(r"(?<=\d),(?=\d{3})", "", cell.text_content().strip()) for cell in row.iter("td"))
        for row in figure.iterfind(".//tbody/tr")
    ]


def drawn(figure: html.HtmlElement) -> list[str]:
    """Return the words of the drawing of a figure, in the order of drawing."""
    return [word.text_content() for word in figure.iterfind(".//div/svg/text")]


def queries(figure: html.HtmlElement) -> list[str]:
    return [code.text_content() for code in figure.findall(".//details/pre/code")]


def told(value: object) -> str:
    return "" if value is None else str(value)


@pytest.fixture(scope="module")
def page(example_build: Path, tmp_path_factory: pytest.TempPathFactory) -> html.HtmlElement:
    return html.parse(report(example_build, tmp_path_factory.mktemp("report") / "report.html")).getroot()


@pytest.fixture(scope="module")
def tables(example_build: Path) -> Tables:
    return load(example_build)


@pytest.fixture
def answers(example_build: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[duckdb.DuckDBPyConnection]:
    """A plain DuckDB, started in the folder of the build as the page says."""
    monkeypatch.chdir(example_build)
    with duckdb.connect() as connection:
        yield connection


class TestFiguresAreAnswers:
    def test_every_figure_shows_its_query_and_a_table(
        self, page: html.HtmlElement, answers: duckdb.DuckDBPyConnection
    ) -> None:
        figures = page.findall(".//figure")
        assert len(figures) == 20
        for found in figures:
            assert table(found)
            for query in queries(found) or pytest.fail(f"{found.get('id')} shows no query"):
                assert answers.sql(query).fetchall()

    @pytest.mark.parametrize("name", [*SQL_FIGURES, *(f"shared-{kind}" for kind in KINDS)])
    def test_tables_are_the_answers(
        self, name: str, page: html.HtmlElement, answers: duckdb.DuckDBPyConnection
    ) -> None:
        (query,) = queries(figure(page, name))
        assert table(figure(page, name)) == [tuple(map(told, row)) for row in answers.sql(query).fetchall()]

    @pytest.mark.parametrize("kind", KINDS)
    def test_bars_are_the_answers(self, kind: str, page: html.HtmlElement, answers: duckdb.DuckDBPyConnection) -> None:
        found = figure(page, f"shared-{kind}")
        rows = answers.sql(queries(found)[0]).fetchall()
        assert drawn(found) == [word for label, papers in rows for word in (clip(label, 46), f"{papers:,}")]
        lengths = [
            float(bar.get("d").split()[4]) for bar in found.iterfind(".//path") if bar.get("fill") == f"var(--{kind})"
        ]
        assert lengths == pytest.approx([380 * papers / rows[0][1] for _, papers in rows])

    @pytest.mark.parametrize("name", ["datasets-by-techniques", "terms-by-year"])
    def test_heat_maps_are_the_answers(
        self, name: str, page: html.HtmlElement, answers: duckdb.DuckDBPyConnection
    ) -> None:
        found = figure(page, name)
        result = answers.sql(queries(found)[0])
        counts = result.fetchdf()["papers"]
        cells = [cell for row in table(found) for cell in row[1:]]
        assert cells == [str(count) for count in counts]
        shown = [word for word in drawn(found) if word.isdigit()]
        assert sorted(map(int, shown)) == sorted(count for count in counts if count)
        shades = Counter(path.get("fill") for path in found.iterfind(".//div/svg/path"))
        assert shades["var(--shade-0)"] == sum(count == 0 for count in counts)
        assert sum(shades.values()) == len(counts)

    def test_sizes_are_the_answers(self, page: html.HtmlElement, answers: duckdb.DuckDBPyConnection) -> None:
        section = page.get_element_by_id("size")
        sizes, kinds = (answers.sql(query).fetchall() for query in queries(section))
        lead = page.findtext(".//header/p[@class='lead']") or ""
        assert [int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", lead)] == [
            sizes[0][index] for index in (0, 7, 8, 1, 3, 4, 2)
        ]
        tiles = [tile.findtext("dd") or "" for tile in section.iterfind(".//dl/div")]
        assert [tile.replace(",", "") for tile in tiles] == [str(row[1]) for row in kinds] + [told(sizes[0][5])]

    def test_the_map_has_a_point_for_every_paper(
        self, page: html.HtmlElement, answers: duckdb.DuckDBPyConnection
    ) -> None:
        found = figure(page, "map")
        points = Counter(point.get("fill") for point in found.iter("use"))
        rows = answers.sql(queries(found)[0]).fetchall()
        assert sorted(points.values()) == sorted(Counter(row[0] for row in rows).values())


class TestFiguresAreTrue:
    """The same from the tables by hand, and by the commands that the page shows."""

    def test_communities(self, page: html.HtmlElement, tables: Tables) -> None:
        names, sizes = community_names(tables), Counter(paper.community for paper in tables.papers)
        expected = [(str(number), names[number], str(count)) for number, count in sizes.items()]
        assert sorted(table(figure(page, "community-sizes"))) == sorted(expected)

    def test_central_papers(self, page: html.HtmlElement, tables: Tables) -> None:
        weight: dict[str, float] = defaultdict(float)
        for pair in tables.related:
            weight[pair.paper_a] += pair.weight
            weight[pair.paper_b] += pair.weight
        inside = [paper for paper in tables.papers if paper.community == 0]
        best = sorted(inside, key=lambda paper: (-weight[paper.paper_id], paper.paper_id))[:3]
        first = figure(page, "central-papers").find(".//tbody/tr")
        assert first is not None
        assert [item.text_content() for item in first.iter("li")] == [f"{row.title} ({row.year})" for row in best]

    def test_datasets_by_techniques(self, page: html.HtmlElement, tables: Tables) -> None:
        labels = {entity.entity_id: entity.label for entity in tables.entities}
        papers: dict[tuple[str, str], set[str]] = defaultdict(set)
        for link in tables.links:
            papers[link.relation, labels[link.entity_id]].add(link.paper_id)
        found = figure(page, "datasets-by-techniques")
        _, *techniques = [cell.text_content() for cell in found.iterfind(".//th")]
        for dataset, *counts in table(found):
            for technique, count in zip(techniques, counts, strict=True):
                assert int(count) == len(papers["dataset", dataset] & papers["technique", technique])

    def test_mentions_per_link(self, page: html.HtmlElement, tables: Tables) -> None:
        alone = sum(link.mention_count == 1 for link in tables.links)
        rows = table(figure(page, "mentions-per-link"))
        assert sum(int(row[2]) for row in rows) == alone
        assert sum(int(count) for row in rows for count in row[1:]) == len(tables.links)
        assert f"{alone:,} of {len(tables.links):,} links" in page.get_element_by_id("quality").text_content()

    def test_terms_by_year_count_every_dated_paper_once(self, page: html.HtmlElement, tables: Tables) -> None:
        found = figure(page, "terms-by-year")
        periods = [cell.text_content() for cell in found.iterfind(".//th")][1:]
        assert sum(int(period.partition("(")[2].rstrip(")")) for period in periods) == len(tables.papers)
        counts = {entity.label: entity.paper_count for entity in tables.entities}
        for term, *papers in table(found):
            assert sum(map(int, papers)) == counts[term]

    def commanded(self, page: html.HtmlElement, name: str, build: Path) -> list[dict[str, str]]:
        command = figure(page, name).find(".//code[@class='command']")
        assert command is not None
        _, *arguments = shlex.split(command.text_content())
        result = CliRunner().invoke(main, [*arguments, "-o", str(build), "--format", "json"])
        assert result.exit_code == 0, result.output
        return list(json.loads(result.output))

    def test_commands_give_the_same(self, page: html.HtmlElement, example_build: Path) -> None:
        rows = self.commanded(page, "community-sizes", example_build)
        assert {(row["community"], row["papers"]) for row in rows} == {
            (number, papers) for number, _, papers in table(figure(page, "community-sizes"))
        }
        rows = self.commanded(page, "gaps", example_build)
        assert [
            (f"{row['technique']} ({row['techniquePapers']})", f"{row['dataset']} ({row['datasetPapers']})")
            for row in rows
        ][:12] == table(figure(page, "gaps"))
        rows = self.commanded(page, "weakest-links", example_build)
        assert [(f"{float(row['score']):.2f}", row["entity"], row["title"]) for row in rows][:8] == [
            (score, dataset, title) for score, dataset, _, title in table(figure(page, "weakest-links"))
        ]
        for kind in KINDS:
            top = {(row["label"], row["papers"]) for row in self.commanded(page, f"shared-{kind}", example_build)}
            assert set(table(figure(page, f"shared-{kind}"))[:1]) <= top or kind in ("repository", "keyword")
        found = figure(page, "datasets-by-techniques")
        _, *techniques = [cell.text_content() for cell in found.iterfind(".//th")]
        row = self.commanded(page, "datasets-by-techniques", example_build)
        counts = {line["technique"]: line["papers"] for line in row}
        assert table(found)[0][1:] == tuple(counts.get(technique, "0") for technique in techniques)


class TestSameBytes:
    def test_in_another_process_with_other_settings_of_matplotlib(self, example_build: Path, tmp_path: Path) -> None:
        ours = report(example_build, tmp_path / "a.html").read_bytes()
        (tmp_path / "matplotlibrc").write_text("font.size: 30\nsvg.fonttype: path\naxes.facecolor: red\n")
        environment = {**os.environ, "PYTHONHASHSEED": "5", "MPLCONFIGDIR": str(tmp_path)}
        script = f"import kg; kg.load({str(example_build)!r}).report('b.html')"
        subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=environment, check=True)
        assert (tmp_path / "b.html").read_bytes() == ours

    def test_in_a_folder_with_an_awkward_name(self, tmp_path: Path) -> None:
        plain, awkward = tmp_path / "plain", tmp_path / "it's, *[1]"
        pages = [report(written(quays(), folder)).read_bytes() for folder in (plain, awkward)]
        assert pages[0] == pages[1]


class TestUnusualGraphs:
    def test_one_paper(self, tmp_path: Path) -> None:
        tables = Tables([PaperRow("paper/a", "Alone", "", [], None, "", "", ["a"], 0, 0.0, 0.0)], [], [], [], [], [])
        read = {"name": "a", "format": "jsonl", "records": 1, "sha256": "0" * 64}
        page = page_of(tables, tmp_path, inputs=[read])
        text = " ".join(page.text_content().split())
        assert "1 paper, with 0 entities" in text
        assert "One community holds all there is: Alone." in text
        assert "No year is known" in text
        assert "Nothing was skipped" in text
        assert "No two papers share anything" in text
        assert not [found for found in page.findall(".//figure") if not table(found)]

    def test_no_datasets(self, tmp_path: Path) -> None:
        full = quays()
        tables = replace(
            full,
            entities=[row for row in full.entities if row.kind != "dataset"],
            links=[row for row in full.links if row.relation != "dataset"],
            mentions=[row for row in full.mentions if row.relation != "dataset"],
        )
        page = page_of(tables, tmp_path)
        names = {found.get("id") for found in page.findall(".//figure")}
        assert not names & {"figure-shared-dataset", "figure-datasets-by-techniques", "figure-weakest-links"}
        assert "figure-shared-task" in names
        assert "nothing to compare" in page.text_content()

    def test_papers_without_years_are_said_to_have_none(self, tmp_path: Path) -> None:
        full = quays()
        page = page_of(replace(full, papers=[row._replace(year=None) for row in full.papers]), tmp_path)
        section = page.get_element_by_id("years")
        assert "No year is known of any of these papers" in section.text_content()
        assert section.find(".//figure") is None

    def test_what_was_skipped_is_counted_and_named(self, tmp_path: Path) -> None:
        skipped = [
            {"source": "a.txt", "line": 3, "what": "Menu", "reason": "page furniture"},
            {"source": "a.txt", "line": 9, "what": "<b>half", "reason": "no title"},
        ]
        page = page_of(quays(), tmp_path, skipped=skipped, more={"of": "a later version"})
        assert table(figure(page, "skipped")) == [("no title", "1"), ("page furniture", "1")]
        assert table(figure(page, "skipped-records")) == [("a.txt", "9", "<b>half", "no title")]
        assert "2 pieces of the input were skipped" in page.text_content()

    def test_what_sources_disagree_on_is_counted_by_papers(self, tmp_path: Path) -> None:
        said = [
            ("paper/a", "year", "1999"),
            ("paper/a", "year", "2000"),
            ("paper/b", "year", "1"),
            ("paper/b", "doi", ""),
        ]
        conflicts = [ConflictRow(paper, field, value, ["a"], False) for paper, field, value in said]
        page = page_of(replace(quays(), conflicts=conflicts), tmp_path)
        assert table(figure(page, "conflicts")) == [("year", "2"), ("doi", "1")]

    def test_twelve_thousand_papers(self, tmp_path: Path) -> None:
        papers = [
            PaperRow(f"paper/{n:05}", f"Paper {n}", "", [], 1990 + n % 30, "", "", ["a"], n % 40, n % 97, n % 89)
            for n in range(12_000)
        ]
        counts = Counter(n % 16 for n in range(12_000))
        tables = Tables(
            papers,
            [EntityRow(f"task/{WORDS[n]}", "task", WORDS[n], [], counts[n], n, 0.0, 0.0) for n in range(16)],
            [LinkRow(f"paper/{n:05}", f"task/{WORDS[n % 16]}", "task", "", 0.9, 1) for n in range(12_000)],
            [],
            [],
            [],
        )
        path = report(written(tables, tmp_path))
        page = html.parse(path).getroot()
        assert path.stat().st_size < 1_500_000
        assert table(figure(page, "shared-task"))[0] == ("a", "750")
        assert len(table(figure(page, "papers-by-year"))) == 30
        assert len(figure(page, "terms-by-year").findall(".//th")) == 13
        assert len(table(figure(page, "central-papers"))) == 40
        assert figure(page, "map").find(".//image") is not None


class TestBadInput:
    def test_a_folder_that_is_no_build(self, tmp_path: Path) -> None:
        result = CliRunner().invoke(main, ["report", "-o", str(tmp_path)])
        assert result.exit_code == 1
        assert "no such table; build the graph first" in result.output
        assert not list(tmp_path.iterdir())

    @pytest.mark.parametrize("manifest", [None, "{", "[1]"])
    def test_a_manifest_that_is_none(self, manifest: str | None, tmp_path: Path) -> None:
        written(quays(), tmp_path)
        if manifest is None:
            (tmp_path / "manifest.json").unlink()
        else:
            (tmp_path / "manifest.json").write_text(manifest)
        with pytest.raises(OutputError, match="build the graph again"):
            report(tmp_path)
        assert not (tmp_path / "report.html").exists()

    def test_a_file_that_cannot_be_written(self, example_build: Path, tmp_path: Path) -> None:
        with pytest.raises(OutputError, match="cannot be written"):
            report(example_build, tmp_path / "none" / "report.html")

    def test_the_command_says_where_the_page_stands(self, tmp_path: Path) -> None:
        written(quays(), tmp_path)
        result = CliRunner().invoke(main, ["report", "-o", str(tmp_path), "--out", str(tmp_path / "x.html")])
        assert result.output == f"written to {tmp_path / 'x.html'}: open it in a browser\n"
        assert report(tmp_path).name == "report.html"
        assert (tmp_path / "report.html").read_bytes() == (tmp_path / "x.html").read_bytes()


def hostile() -> Tables:
    """Return a graph whose titles, labels and words want to be more than text."""
    full = quays()
    long = "endless" * 1500
    return replace(
        full,
        papers=[
            row._replace(title=title) for row, title in zip(full.papers, (HOSTILE, RTL, long, "$\\frac$"), strict=True)
        ],
        entities=[
            row._replace(label=label)
            for row, label in zip(full.entities, (HOSTILE, RTL, long, "{{ 7 * 7 }} <1>"), strict=True)
        ],
        mentions=[row._replace(surface=HOSTILE) for row in full.mentions],
    )


class TestInTheBrowser:
    @pytest.fixture(params=["example", "hostile"])
    def path(self, request: pytest.FixtureRequest, example_build: Path, tmp_path: Path) -> Path:
        folder = example_build if request.param == "example" else written(hostile(), tmp_path / "hostile")
        return report(folder, tmp_path / "report.html")

    @pytest.mark.parametrize("width", [1400, 400])
    @pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
    def test_axe_finds_nothing(self, dark: bool, width: int, path: Path, explorer: Explorer, axe: str) -> None:
        explorer.size(width, 844)
        explorer.media(dark=dark)
        explorer.visit(path)
        explorer.script("document.querySelectorAll('details').forEach((details) => { details.open = true })")
        assert explorer.violations(axe) == []
        assert explorer.script("return document.documentElement.scrollWidth <= innerWidth")

    def test_words_of_papers_stay_words(self, explorer: Explorer, tmp_path: Path) -> None:
        explorer.visit(report(written(hostile(), tmp_path)))
        words = explorer.script("return document.body.textContent")
        assert HOSTILE in words
        assert RTL.removeprefix("\u202e").removesuffix("\x07") in words
        assert not set("\u202e\x07") & set(words)
        assert "{{ 7 * 7 }} <1>" in explorer.script("return document.querySelector('#shared').textContent")
        assert explorer.all("img, script, b") == []

    @pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
    def test_figures_stand_out_from_every_shade(self, dark: bool, path: Path, explorer: Explorer) -> None:
        explorer.media(dark=dark)
        explorer.visit(path)
        for step in range(1, SHADES + 1):
            on = "on-shade" if step > SHADES / 2 else "text"
            ground, ink = (luminance(explorer, name) for name in (f"shade-{step}", on))
            assert (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05) >= 4.5, step

    def test_print_shows_the_figures_alone_and_light(
        self, explorer: Explorer, example_build: Path, tmp_path: Path
    ) -> None:
        explorer.visit(report(example_build, tmp_path / "report.html"))
        explorer.media(dark=True)
        explorer.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        assert not explorer.find("nav").is_displayed()
        assert not any(details.is_displayed() for details in explorer.all("details"))
        assert explorer.find("#figure-map svg").is_displayed()
        assert explorer.script("return getComputedStyle(document.body).color") == "rgb(27, 33, 44)"
        explorer.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def luminance(explorer: Explorer, variable: str) -> float:
    """Return the relative luminance (WCAG 2) of a colour of the page."""
    red, green, blue = explorer.script(
        """const probe = document.createElement("p");
        probe.style = `color: var(--${arguments[0]})`;
        document.body.append(probe);
        const parts = getComputedStyle(probe).color.match(/[0-9.]+/g).slice(0, 3).map(Number);
        probe.remove();
        return parts;""",
        variable,
    )
    parts = [part / 255 for part in (red, green, blue)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])


def test_svg_is_well_formed_and_names_itself(page: html.HtmlElement) -> None:
    for drawing in page.iterfind(".//div/svg"):
        assert drawing.get("role") == "img"
        assert drawing.get("aria-label")
        assert not drawing.xpath(".//@style")
        etree.fromstring(etree.tostring(drawing))
