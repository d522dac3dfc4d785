"""The page in a real Chromium, network cut off: it opens like a map, things are found, filtered and read."""

from pathlib import Path

import pytest
from explorer import HOSTILE, Explorer, quays
from selenium.webdriver.common.keys import Keys

from kg.export.palette import community_colour
from kg.pipeline import Build
from kg.tables import Tables

DATASET_COLOUR = "#b5480a"
OPTIONS = "#suggestions [role=option]"


def middle(places: list[tuple[int, int]]) -> tuple[int, int]:
    return places[len(places) // 2]


class TestMap:
    def test_opens_with_all_papers_and_what_joins_them(self, explorer: Explorer) -> None:
        explorer.open()
        assert explorer.driver.title == "Quays"
        assert explorer.texts(".counts span") == ["4 papers", "4 entities", "7 links"]
        assert explorer.summary() == "4 papers · 3 of 4 entities"
        for community in (0, 1, 2):
            assert explorer.until(lambda community=community: explorer.painted(community_colour(community)))  # type: ignore[misc]
        assert explorer.painted(DATASET_COLOUR)

    def test_stands_still_and_at_the_same_place_on_every_visit(self, explorer: Explorer) -> None:
        def dataset_places() -> list[tuple[int, int]]:
            return explorer.until(lambda: explorer.painted(DATASET_COLOUR))

        explorer.open()
        first = dataset_places()
        assert dataset_places() == first
        explorer.open()
        assert dataset_places() == first

    def test_legend_names_kinds_and_communities(self, explorer: Explorer) -> None:
        explorer.open()
        assert explorer.texts("#filters label .text") == ["Tasks", "Datasets", "Keywords", "Repositories"]
        rows = explorer.texts("#filters [data-facet=communities]")
        assert [row.split("\n")[-1] for row in rows] == ["2", "1", "1"]
        assert "Quay-40" in rows[0]

    def test_click_opens_a_paper_and_click_on_nothing_closes_it(self, explorer: Explorer) -> None:
        explorer.open()
        explorer.click_at(*middle(explorer.until(lambda: explorer.painted(community_colour(1)))))
        explorer.until(lambda: explorer.heading() == "Ropes and their knots")
        explorer.click_at(500, 880)
        explorer.until(lambda: explorer.heading() is None)

    def test_pointer_is_told_what_it_is_at(self, explorer: Explorer) -> None:
        explorer.open()
        explorer.hover_at(*middle(explorer.until(lambda: explorer.painted(community_colour(1)))))
        explorer.until(lambda: explorer.texts("#tip") == ["Ropes and their knots\nPaper · 2022 · knot counting, rope"])

    def test_buttons_zoom_and_come_back(self, explorer: Explorer) -> None:
        explorer.open(fragment="#dataset/Quay-40")

        def width() -> int:
            xs = [x for x, _ in explorer.painted(community_colour(0))]
            return max(xs) - min(xs)

        before = explorer.until(width)
        explorer.press("Zoom in")
        explorer.until(lambda: width() > 1.3 * before)
        explorer.press("Zoom out")
        explorer.until(lambda: abs(width() - before) < 4)
        explorer.press("Zoom out")
        explorer.press("Show the whole map")
        explorer.until(lambda: width() > before / 2)

    @pytest.mark.parametrize("count", [0, 1])
    def test_smallest_graphs_open(self, count: int, explorer: Explorer) -> None:
        explorer.open(Tables(quays().papers[:count], [], [], [], [], []))
        assert explorer.texts("#empty") == ([] if count else ["There are no papers in this graph."])


class TestFind:
    def test_ignores_case_and_accents_and_flies_there(self, explorer: Explorer) -> None:
        explorer.open()
        explorer.keys("/")
        box = explorer.driver.switch_to.active_element
        assert box.accessible_name == "Search"
        box.send_keys("ELAN q")
        assert explorer.texts(OPTIONS) == ["Mapping the Élan quay\n2023"]
        assert box.get_attribute("aria-activedescendant") == "suggestions-0"
        explorer.keys(Keys.ENTER)
        assert explorer.heading() == "Mapping the Élan quay"
        assert explorer.fragment() == "paper/a"

    def test_arrows_walk_through_suggestions_and_escape_clears(self, explorer: Explorer) -> None:
        explorer.open()
        box = explorer.find("#search")
        box.send_keys("quay")
        assert len(explorer.texts(OPTIONS)) == 2
        box.send_keys(Keys.ARROW_DOWN)
        assert box.get_attribute("aria-activedescendant") == "suggestions-1"
        box.send_keys(Keys.ARROW_UP, Keys.ARROW_UP)
        assert box.get_attribute("aria-activedescendant") == "suggestions-1"
        box.send_keys(Keys.ESCAPE)
        assert (box.get_attribute("value"), box.get_attribute("aria-expanded")) == ("", "false")

    @pytest.mark.parametrize(
        ("query", "heading"),
        [
            ("quay forty", "Quay-40"),
            ("moss/ti", "moss/tides"),
            ("moss quay", "Mapping the Élan quay"),
            ("knots bo", "Ropes and their knots"),
        ],
    )
    def test_aliases_repositories_and_authors_are_found(self, query: str, heading: str, explorer: Explorer) -> None:
        explorer.open()
        explorer.search(query)
        assert explorer.heading() == heading

    def test_suggestions_can_be_clicked(self, explorer: Explorer) -> None:
        explorer.open()
        explorer.keys("/", "rope")
        explorer.all(OPTIONS)[1].click()
        assert explorer.heading() == "Ropes and their knots"

    def test_nothing_found_is_said(self, explorer: Explorer) -> None:
        explorer.open()
        explorer.keys("/", "zebra")
        assert explorer.texts("#suggestions") == ["Nothing here has this name."]
        explorer.keys(Keys.ENTER)
        assert explorer.heading() is None


class TestFilter:
    def press(self, explorer: Explorer, facet: str, value: object) -> None:
        explorer.find(f'[data-facet="{facet}"][data-value="{value}"]').click()

    def test_kinds_of_link_are_hidden_and_shown(self, explorer: Explorer) -> None:
        explorer.open()
        assert explorer.until(lambda: explorer.painted(DATASET_COLOUR))
        box = explorer.find("#filters input[value=dataset]")
        box.click()
        explorer.until(lambda: not explorer.painted(DATASET_COLOUR))
        assert explorer.summary() == "4 papers · 2 of 4 entities"
        box.click()
        explorer.until(lambda: explorer.painted(DATASET_COLOUR))

    def test_slider_sets_how_many_papers_share(self, explorer: Explorer) -> None:
        explorer.open()
        slider = explorer.find("#filter-min")
        slider.send_keys(Keys.ARROW_LEFT)
        assert explorer.texts(".slider output") == ["1 paper"]
        assert explorer.summary() == "4 papers · 4 entities"
        assert explorer.fragment() == "min=1"

    def test_year_community_source_and_role_combine_and_counts_follow(self, explorer: Explorer) -> None:
        explorer.open()

        def counts(facet: str) -> list[str]:
            return [text.split("\n")[-1] for text in explorer.texts(f"[data-facet={facet}]")]

        assert counts("sources") == ["1", "2"]
        assert counts("roles") == ["1", "1"]
        self.press(explorer, "communities", 0)
        assert explorer.summary() == "2 of 4 papers · 1 of 4 entities"
        assert counts("sources") == ["1", "1"]
        assert counts("communities") == ["2", "1", "1"]
        self.press(explorer, "roles", "used")
        assert explorer.summary() == "1 of 4 papers · 0 of 4 entities"
        assert counts("sources") == ["0", "1"]
        self.press(explorer, "sources", "two.csv")
        assert explorer.find("#filter-from").text.split("\n") == ["any", "2021 (1)", "2022 (0)", "2023 (0)"]
        explorer.find("#filter-from").send_keys("2022")
        assert explorer.texts("#empty p") == ["No paper passes these filters."]
        assert explorer.fragment() == "roles=used&communities=0&sources=two.csv&from=2022"

    def test_an_empty_result_offers_to_reset(self, explorer: Explorer) -> None:
        explorer.open(fragment="#from=2030")
        assert explorer.summary() == "0 of 4 papers · 0 of 4 entities"
        explorer.press("Reset filters", "#empty")
        assert explorer.summary() == "4 papers · 3 of 4 entities"
        assert explorer.texts("#empty") == []
        explorer.driver.back()
        explorer.until(lambda: explorer.texts("#empty p"))
        explorer.press("Reset", "#filters")
        assert explorer.texts("#empty") == []

    def test_a_paper_that_is_opened_though_hidden_says_so(self, explorer: Explorer) -> None:
        explorer.open(fragment="#communities=0")
        explorer.search("ropes and")
        assert explorer.heading() == "Ropes and their knots"
        assert explorer.texts("#chips button") == ["The filters hide the open paper ✕"]
        explorer.find("#chips button").click()
        assert explorer.texts("#chips button") == []
        assert explorer.summary() == "4 papers · 3 of 4 entities"


class TestRead:
    def test_a_paper_shows_who_where_and_its_marked_words(self, explorer: Explorer) -> None:
        explorer.open(fragment="#paper/a")
        assert explorer.heading() == "Mapping the Élan quay"
        assert explorer.texts("#panel .byline") == ["Ada Moss, Bo Reed"]
        assert explorer.texts("#panel .origin") == ["Coast · 2023"]
        marks = explorer.all("#panel .abstract mark")
        assert [(mark.text, mark.get_attribute("class")) for mark in marks] == [
            ("Quay-40", "dataset"),
            ("Knot counting", "task"),
            ("Quay-40", "dataset"),
        ]
        assert marks[0].get_attribute("title") == "Quay-40: dataset, found by lexicon, score 0.90"
        assert explorer.find("#panel .abstract").text == quays().papers[0].abstract

    def test_links_of_a_paper_open_elsewhere_and_tell_nothing(self, explorer: Explorer) -> None:
        explorer.open(fragment="#paper/a")
        links = explorer.all("#panel a")
        assert [link.get_attribute("href") for link in links] == [
            "https://example.org/a",
            "https://github.com/moss/tides",
        ]
        assert {(link.get_attribute("rel"), link.get_attribute("target")) for link in links} == {
            ("noopener noreferrer", "_blank")
        }

    def test_related_papers_say_why_strongest_first(self, explorer: Explorer) -> None:
        explorer.open(fragment="#paper/a")
        rows = [row for row in explorer.texts("#panel .rows .row") if "shares" in row]
        assert rows == [f"{HOSTILE}\nshares Quay-40\n2021", "Ropes and their knots\nshares knot counting\n2022"]
        explorer.press(rows[1])
        assert explorer.heading() == "Ropes and their knots"

    def test_entities_are_walked_to(self, explorer: Explorer) -> None:
        explorer.open(fragment="#paper/a")
        explorer.find("#panel .chip.task").click()
        assert explorer.heading() == "knot counting"
        explorer.driver.back()
        explorer.until(lambda: explorer.heading() == "Mapping the Élan quay")
        explorer.find("#panel .abstract mark").click()
        assert explorer.heading() == "Quay-40"

    def test_an_entity_shows_names_roles_and_company(self, explorer: Explorer) -> None:
        explorer.open(fragment="#dataset/Quay-40")
        assert explorer.texts("#panel .byline") == ["Also called Quay forty"]
        assert explorer.texts("#panel h3") == ["Introduced by 1", "Used by 1"]
        explorer.visit(explorer.folder / "graph.html", "#repository/moss/tides")
        assert explorer.texts("#panel h3") == ["Papers 1", "Occurs with 2"]
        assert [text.split("\n")[0] for text in explorer.texts("#panel .chips .chip")] == ["Quay-40", "knot counting"]
        assert explorer.find("#panel a").get_attribute("href") == "https://github.com/moss/tides"

    def test_clicking_an_edge_shows_the_sentences_it_rests_on(self, explorer: Explorer) -> None:
        explorer.open(fragment="#link=paper/a,dataset/Quay-40")
        one_end, other_end = (
            explorer.until(lambda: explorer.painted(community_colour(0))),
            explorer.painted(DATASET_COLOUR),
        )
        explorer.keys(Keys.ESCAPE)
        assert explorer.heading() is None
        explorer.visit(explorer.folder / "graph.html", "#paper/a&near=paper/a,1")
        one_end, other_end = (
            explorer.until(lambda: explorer.painted(community_colour(0))),
            explorer.painted(DATASET_COLOUR),
        )
        (x, y), (to_x, to_y) = middle(one_end), middle(other_end)
        explorer.click_at((x + to_x) / 2, (y + to_y) / 2)
        explorer.until(lambda: explorer.heading() == "Why these two are joined")
        assert explorer.texts("#panel blockquote p:first-child") == [
            "We weigh 🌊 tide tables on Quay-40 <b onclick=window.ran=3>twice</b>.",
            "Quay-40 is wet.",
        ]
        assert explorer.texts("#panel blockquote mark") == ["Quay-40", "Quay-40"]
        assert explorer.texts("#panel .reasons li") == ["introduced dataset · score 0.90 · 2 mentions"]
        assert explorer.fragment().endswith("link=paper/a,dataset/Quay-40&near=paper/a,1")

    def test_a_link_without_words_says_so(self, explorer: Explorer) -> None:
        explorer.open(fragment="#paper/a")
        explorer.find('#panel [aria-label^="Why moss/tides?"]').click()
        assert "The source of the paper says so" in explorer.find("#panel").text


def test_the_example_opens_finds_and_reads(example_build: Path, explorer: Explorer) -> None:
    explorer.visit(example_build / "graph.html")
    explorer.search("attention is all you need")
    assert explorer.heading() == "Attention Is All You Need"
    assert explorer.all("#panel .abstract mark.technique")
    assert "machine translation" in explorer.texts("#panel .chip.task span:first-of-type")


def test_the_page_of_the_listings_is_small_and_reads(listings: Build, listings_out: Path, explorer: Explorer) -> None:
    page = listings_out / "graph.html"
    assert page.stat().st_size < 4_000_000
    explorer.visit(page)
    assert explorer.texts(".counts span")[0] == f"{len(listings.tables.papers)} papers"
    explorer.search("diffusion models beat")
    assert explorer.all("#panel .abstract mark")
