"""The page in a real Chromium: walking (near, paths, pins, the address) and taking away (tables, graphs, drawings)."""

import struct
from xml.etree import ElementTree

import networkx as nx
import pytest
from explorer import HOSTILE, Explorer, quays
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from kg.export.palette import community_colour

SVG = "{http://www.w3.org/2000/svg}"


class TestNear:
    def test_shows_one_or_two_steps_and_undoes_it(self, explorer: Explorer) -> None:
        explorer.open(fragment="#paper/a")
        explorer.press("1 step", "#panel")
        assert explorer.summary() == "1 of 4 papers · 2 of 4 entities"
        assert explorer.fragment() == "paper/a&near=paper/a,1"
        explorer.press("2 steps", "#panel")
        assert explorer.summary() == "3 of 4 papers · 2 of 4 entities"
        assert explorer.texts("#chips button") == ["Within 2 steps of Mapping the Élan quay ✕"]
        explorer.find("#chips button").click()
        assert explorer.summary() == "4 papers · 3 of 4 entities"

    def test_combines_with_filters(self, explorer: Explorer) -> None:
        explorer.open(fragment="#paper/a&near=paper/a,2&hide=task")
        assert explorer.summary() == "2 of 4 papers · 1 of 4 entities"
        explorer.visit(explorer.folder / "graph.html", "#near=paper/d,1&from=2021")
        assert explorer.texts("#empty p") == ["No paper near this one passes these filters."]

    def test_key_steps_through(self, explorer: Explorer) -> None:
        explorer.open(fragment="#paper/a")
        for fragment in ("paper/a&near=paper/a,2", "paper/a&near=paper/a,1", "paper/a"):
            explorer.keys("f")
            assert explorer.fragment() == fragment


class TestPath:
    def test_is_shown_step_by_step_with_the_sentences(self, explorer: Explorer) -> None:
        explorer.open(fragment="#paper/a")
        explorer.press("Path to…", "#panel")
        field = explorer.driver.switch_to.active_element
        assert field.accessible_name == "To"
        field.send_keys("ropes", Keys.ENTER)
        assert explorer.texts("#panel .steps .row .text") == ["Mapping the Élan quay", "Ropes and their knots"]
        assert explorer.texts("#panel .steps .way p") == ["both mention\nknot counting\n2 papers"]
        assert explorer.fragment() == "path=paper/a,paper/c"
        explorer.find("#panel summary").click()
        assert explorer.texts("#panel blockquote p:first-child") == ["Knot counting is next."]
        assert explorer.until(lambda: explorer.painted(community_colour(1)))

    def test_filters_lead_it_elsewhere_and_say_when_there_is_none(self, explorer: Explorer) -> None:
        explorer.open(fragment="#path=paper/a,paper/c")
        explorer.find("#filters input[value=task]").click()
        assert explorer.texts("#panel .steps .row .text") == [
            "Mapping the Élan quay",
            HOSTILE,
            "Ropes and their knots",
        ]
        explorer.find("#filters input[value=keyword]").click()
        assert explorer.texts("#panel .none") == ["Nothing that passes the filters leads from one to the other."]
        explorer.press("Reset filters", "#panel")
        assert len(explorer.texts("#panel .steps .row")) == 2

    def test_none_at_all_is_said_and_an_end_can_be_changed(self, explorer: Explorer) -> None:
        explorer.open(fragment="#path=paper/a,paper/d")
        assert explorer.texts("#panel .none") == ["Nothing in this graph leads from one to the other."]
        explorer.press("Change “To”")
        explorer.keys("knots", Keys.ENTER)
        assert explorer.fragment() == "path=paper/a,paper/c"

    def test_ends_are_chosen_on_the_map_too(self, explorer: Explorer) -> None:
        explorer.open()
        explorer.press("Path")
        assert explorer.heading() == "Path between two papers"
        for community in (0, 1):
            places = explorer.until(lambda community=community: explorer.painted(community_colour(community)))  # type: ignore[misc]
            explorer.click_at(*places[len(places) // 4])
        explorer.until(lambda: explorer.texts("#panel .steps"))
        assert explorer.fragment().startswith("path=paper/")
        assert explorer.fragment().endswith(",paper/c")

    def test_a_paper_on_the_way_opens_and_the_path_comes_back(self, explorer: Explorer) -> None:
        explorer.open(fragment="#path=paper/a,paper/c")
        explorer.press("Ropes and their knots\n2022", "#panel .steps")
        assert explorer.fragment() == "paper/c&path=paper/a,paper/c"
        explorer.press("← Back to the path")
        assert explorer.heading() == "Path between two papers"
        explorer.keys(Keys.ESCAPE)
        assert explorer.heading() is None


class TestAddress:
    def test_back_and_forward_walk_through_what_was_done(self, explorer: Explorer) -> None:
        explorer.open()
        explorer.search("quay forty")
        explorer.find("#filters input[value=task]").click()
        explorer.search("ropes and")
        done = ["", "dataset/Quay-40", "dataset/Quay-40&hide=task", "paper/c&hide=task"]
        assert explorer.fragment() == done[-1]
        for fragment in reversed(done[:-1]):
            explorer.driver.back()
            explorer.until(lambda fragment=fragment: explorer.fragment() == fragment)  # type: ignore[misc]
        explorer.until(lambda: explorer.heading() is None)
        assert explorer.find("#filters input[value=task]").is_selected()
        for _ in done[1:]:
            explorer.driver.forward()
        explorer.until(lambda: explorer.heading() == "Ropes and their knots")
        assert not explorer.find("#filters input[value=task]").is_selected()

    def test_a_shared_address_opens_the_same_view(self, explorer: Explorer) -> None:
        fragment = (
            "#paper/a&near=paper/a,2&view=entities&hide=keyword&roles=introduced&communities=0&min=1&pins=paper/c"
        )
        explorer.open(fragment=fragment)
        assert "#" + explorer.fragment() == fragment
        assert explorer.heading() == "Mapping the Élan quay"
        assert explorer.texts("#table tbody .text") == ["Quay-40"]
        assert explorer.texts(".pins .text") == ["Ropes and their knots"]
        explorer.driver.refresh()
        assert explorer.texts("#table tbody .text") == ["Quay-40"]

    def test_nonsense_in_the_address_is_left_out(self, explorer: Explorer) -> None:
        explorer.open(fragment="#paper/none&near=x,y&path=,&view=<script>&min=-3&communities=77&pins=%E0%A4%A")
        assert explorer.summary() == "4 papers · 3 of 4 entities"


class TestPins:
    def test_are_kept_in_a_list_and_over_a_visit(self, explorer: Explorer) -> None:
        explorer.open(fragment="#paper/a")
        explorer.press("Pin", "#panel")
        explorer.search("rope")
        explorer.keys("p")
        assert explorer.texts(".pins .text") == ["Mapping the Élan quay", "rope"]
        explorer.press("Mapping the Élan quay\n2023", ".pins")
        assert explorer.heading() == "Mapping the Élan quay"
        explorer.driver.get("about:blank")
        explorer.driver.get((explorer.folder / "graph.html").as_uri())
        assert explorer.texts(".pins .text") == ["Mapping the Élan quay", "rope"]
        explorer.press("Unpin rope")
        assert explorer.texts(".pins .text") == ["Mapping the Élan quay"]


class TestTable:
    def column(self, explorer: Explorer, place: int) -> list[str]:
        return [cell.text for cell in explorer.all(f"#table tbody tr > :nth-child({place})")]

    def test_sorts_by_any_column_both_ways(self, explorer: Explorer) -> None:
        explorer.open()
        explorer.press("Table")
        titles = ["</script>", "=HYPERL", "Mapping", "Ropes a"]
        assert [title[:7] for title in self.column(explorer, 1)] == [title[:7] for title in titles]
        explorer.press("Year", "#table")
        assert self.column(explorer, 3) == ["2023", "2022", "2021", ""]
        assert explorer.find("#table [aria-sort]").get_attribute("aria-sort") == "descending"
        explorer.keys(Keys.ENTER)
        assert self.column(explorer, 3) == ["2021", "2022", "2023", ""]
        explorer.press("3 entities", "#table")
        assert self.column(explorer, 1) == ["Quay-40", "rope", "knot counting"]

    def test_follows_the_filters_and_opens_what_is_clicked(self, explorer: Explorer) -> None:
        explorer.open(fragment="#view=papers")
        explorer.find('[data-facet="communities"][data-value="1"]').click()
        assert self.column(explorer, 1) == ["Ropes and their knots"]
        explorer.press("Ropes and their knots", "#table")
        assert explorer.heading() == "Ropes and their knots"
        explorer.press("Close ✕", "#table")
        assert explorer.texts("#table") == []


class TestTakeAway:
    def take(self, explorer: Explorer, name: str) -> bytes:
        explorer.press("Export")
        explorer.find(f'#take [data-take="{name}"]').click()
        return explorer.saved(name)

    def test_tables_hold_the_visible_part_and_no_formula(self, explorer: Explorer) -> None:
        explorer.open()
        self.take(explorer, "papers.csv")
        header, *rows = explorer.saved_csv("papers.csv")
        assert header[:5] == ["id", "title", "authors", "year", "venue"]
        assert [row[1] for row in rows] == [
            "Mapping the Élan quay",
            HOSTILE,
            "Ropes and their knots",
            "'=HYPERLINK(1) alone",
        ]
        assert rows[0][-1] == quays().papers[0].abstract
        explorer.find("#filters input[value=task]").click()
        self.take(explorer, "links.csv")
        assert {row[2] for row in explorer.saved_csv("links.csv")[1:]} == {"dataset", "keyword"}
        self.take(explorer, "entities.csv")
        assert [row[1] for row in explorer.saved_csv("entities.csv")[1:]] == ["Quay-40", "rope"]

    def test_graph_opens_elsewhere(self, explorer: Explorer) -> None:
        explorer.open(fragment="#hide=keyword")
        graph = nx.parse_graphml(self.take(explorer, "graph.graphml").decode())
        assert sorted(graph) == ["dataset/Quay-40", "paper/a", "paper/b", "paper/c", "paper/d", "task/knot%20counting"]
        assert graph.nodes["paper/b"]["title"] == HOSTILE
        assert {(graph.nodes["paper/a"][key]) for key in "rgb"} == set(bytes.fromhex(community_colour(0)[1:]))
        assert graph.number_of_edges() == 4

    def test_drawing_holds_the_shapes_and_texts(self, explorer: Explorer) -> None:
        explorer.open()
        drawing = ElementTree.fromstring(self.take(explorer, "map.svg"))
        titles = [element.text for element in drawing.iter(f"{SVG}title")]
        assert sorted(titles[1:], key=str) == sorted(
            [*(paper.title for paper in quays().papers), "Quay-40", "rope", "knot counting"]
        )
        assert "Mapping the Élan quay" in [element.text for element in drawing.iter(f"{SVG}text")]
        assert {element.tag for element in drawing.iter()} <= {
            SVG + tag for tag in ("svg", "title", "rect", "g", "path", "circle", "polygon", "text")
        }

    def test_picture_is_the_map_twice_as_fine(self, explorer: Explorer) -> None:
        explorer.open()
        picture = self.take(explorer, "map.png")
        assert picture[:8] == b"\x89PNG\r\n\x1a\n"
        canvas = explorer.find("#map").size
        assert struct.unpack(">II", picture[16:24]) == (2 * canvas["width"], 2 * canvas["height"])
        assert len(picture) > 5000

    def test_bibtex_and_citation_of_a_paper(self, explorer: Explorer) -> None:
        explorer.open(fragment="#paper/a")
        entry = str(explorer.find("#panel .bibtex").get_attribute("textContent"))
        assert entry.startswith("@inproceedings{moss2023mapping,\n  title = {{Mapping the Élan quay}},")
        explorer.press("Save .bib", "#panel")
        assert explorer.saved("moss2023mapping.bib").decode() == entry
        assert explorer.texts("#panel .citation") == [
            "Ada Moss, Bo Reed. Mapping the Élan quay. Coast, 2023. https://example.org/a"
        ]

    def test_copying_is_answered(self, explorer: Explorer) -> None:
        explorer.open(fragment="#paper/a")
        grant = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
        explorer.driver.execute_cdp_cmd("Browser.grantPermissions", grant)
        explorer.press("Copy BibTeX", "#panel")
        explorer.until(lambda: explorer.texts("#said") == ["BibTeX copied"])
        copied = explorer.driver.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
        assert copied == explorer.find("#panel .bibtex").get_attribute("textContent")

    def test_the_link_to_the_view_is_copied(self, explorer: Explorer) -> None:
        explorer.open(fragment="#paper/a&hide=task")
        grant = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
        explorer.driver.execute_cdp_cmd("Browser.grantPermissions", grant)
        explorer.press("Export")
        explorer.press("Copy the link to this view")
        explorer.until(lambda: explorer.texts("#said") == ["Link copied"])
        copied = explorer.driver.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
        assert copied == explorer.driver.current_url

    def test_menu_closes_with_escape_and_with_a_click_elsewhere(self, explorer: Explorer) -> None:
        explorer.open()
        explorer.press("Export")
        explorer.keys(Keys.ARROW_DOWN, Keys.ESCAPE)
        assert explorer.texts("#take") == []
        assert explorer.driver.switch_to.active_element == explorer.driver.find_element(By.ID, "tool-take")
        explorer.press("Export")
        explorer.click_at(700, 800)
        assert explorer.texts("#take") == []


@pytest.mark.parametrize("steps", [1, 2])
def test_near_in_the_address_counts_steps(steps: int, explorer: Explorer) -> None:
    explorer.open(fragment=f"#near=dataset/Quay-40,{steps}")
    assert explorer.texts("#chips button") == [f"Within {'1 step' if steps == 1 else '2 steps'} of Quay-40 ✕"]
