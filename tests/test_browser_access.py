"""The page for everyone, in a real Chromium: axe-core, keyboard alone, light and dark, a phone, print."""

from base64 import b64decode

import pytest
from explorer import Explorer
from selenium.webdriver.common.keys import Keys

from kg.export.palette import COMMUNITY_COLOURS

STATES = {
    "first view": "",
    "paper": "#paper/a",
    "entity": "#dataset/Quay-40&pins=paper/a,paper/b",
    "link": "#link=paper/a,dataset/Quay-40",
    "path": "#path=paper/a,paper/c",
    "path to choose": "#path=,",
    "table": "#view=papers&near=paper/a,2",
    "empty": "#from=2030",
}

DARK_DATASET = "#ffa442"


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(state: str, dark: bool, width: int, explorer: Explorer, axe: str) -> None:
    explorer.size(width, 844)
    explorer.media(dark=dark)
    explorer.open(fragment=STATES[state])
    assert explorer.violations(axe) == []


@pytest.mark.parametrize("tool", ["Search", "Export", "Keys and signs"])
def test_axe_finds_nothing_in_what_opens(tool: str, explorer: Explorer, axe: str) -> None:
    explorer.open()
    if tool == "Search":
        explorer.keys("/", "quay")
    else:
        explorer.press(tool)
    assert explorer.violations(axe) == []


class TestKeyboard:
    def test_everything_is_reached_by_tab_and_has_a_name(self, explorer: Explorer) -> None:
        explorer.open(fragment="#paper/a&pins=paper/c")
        explorer.find("#search").send_keys(Keys.SHIFT)
        names = []
        for _ in range(70):
            explorer.keys(Keys.TAB)
            active = explorer.driver.switch_to.active_element
            if active.tag_name == "body":
                break
            names.append(active.accessible_name)
        assert all(names), names
        wanted = ["Filter", "Table", "Path", "Export", "Keys and signs", "Map of papers and entities", "Zoom in", "Pin"]
        assert [name for name in wanted if name not in names] == []
        assert any(name.startswith("Tasks") for name in names)
        assert any(name.startswith("Why Quay-40?") for name in names)

    def test_the_map_moves_and_zooms(self, explorer: Explorer) -> None:
        explorer.open()

        def place() -> tuple[int, int]:
            return explorer.until(lambda: explorer.painted(COMMUNITY_COLOURS[2]))[0]

        explorer.script("document.getElementById('map').focus()")
        x, y = place()
        explorer.keys(Keys.ARROW_RIGHT)
        explorer.until(lambda: abs(place()[0] - (x - 80)) <= 1)
        explorer.keys(Keys.ARROW_LEFT, Keys.ARROW_UP)
        explorer.until(lambda: abs(place()[1] - (y + 80)) <= 1)
        explorer.keys("0")
        explorer.until(lambda: abs(place()[0] - x) <= 1 and abs(place()[1] - y) <= 1)

    def test_a_paper_is_found_read_pinned_and_left_without_a_mouse(self, explorer: Explorer) -> None:
        explorer.open()
        explorer.search("elan")
        assert explorer.driver.switch_to.active_element.get_attribute("id") == "panel"
        explorer.keys("p", "t")
        assert explorer.texts(".pins .text") == ["Mapping the Élan quay"]
        assert explorer.find("#table").is_displayed()
        explorer.keys("t", Keys.ESCAPE)
        assert explorer.heading() is None
        explorer.keys("?")
        assert explorer.find("#help").is_displayed()
        explorer.keys(Keys.ESCAPE)
        assert not explorer.find("#help").is_displayed()

    def test_closing_hands_the_focus_to_the_map(self, explorer: Explorer) -> None:
        explorer.open(fragment="#paper/a")
        explorer.button("Close ✕", "#panel").send_keys(Keys.ENTER)
        assert explorer.heading() is None
        assert explorer.driver.switch_to.active_element.get_attribute("id") == "map"

    def test_keys_are_text_where_one_types(self, explorer: Explorer) -> None:
        explorer.open(fragment="#paper/a")
        explorer.find("#search").send_keys("tpf?")
        assert explorer.find("#search").get_attribute("value") == "tpf?"
        assert explorer.fragment() == "paper/a"

    def test_what_changes_is_said(self, explorer: Explorer) -> None:
        explorer.open()
        explorer.find("#filters input[value=task]").click()
        said = explorer.find("#said")
        assert said.get_attribute("role") == "status"
        assert said.get_attribute("textContent") == "4 papers, 2 entities visible"


class TestColours:
    def ground(self, explorer: Explorer) -> str:
        return str(explorer.script("return getComputedStyle(document.body).backgroundColor"))

    def test_follow_the_system_or_the_choice(self, explorer: Explorer) -> None:
        explorer.open()
        light = self.ground(explorer)
        explorer.media(dark=True)
        dark = self.ground(explorer)
        assert light != dark
        explorer.press("Colours: as the system says")
        assert self.ground(explorer) == light
        explorer.press("Colours: light")
        explorer.media(dark=False)
        assert self.ground(explorer) == dark
        explorer.driver.refresh()
        assert self.ground(explorer) == dark
        assert explorer.until(lambda: explorer.painted(DARK_DATASET))

    def test_communities_with_a_colour_differ_from_one_another(self) -> None:
        assert len({colour.lower() for colour in COMMUNITY_COLOURS}) == len(COMMUNITY_COLOURS)

    def test_every_kind_has_a_shape_of_its_own_or_its_size(self, explorer: Explorer) -> None:
        explorer.open(fragment="#min=1")
        shapes = {
            str(icon.get_attribute("class")).split()[1]: icon.find_element("css selector", "*").get_attribute(
                "outerHTML"
            )
            for icon in explorer.all("#filters .icon")
        }
        assert len(set(shapes.values())) == len(shapes) == 4


class TestPhone:
    @pytest.fixture
    def phone(self, explorer: Explorer) -> Explorer:
        explorer.size(390, 844, mobile=True)
        return explorer

    def test_nothing_is_wider_than_the_screen(self, phone: Explorer) -> None:
        for fragment in STATES.values():
            phone.open(fragment=fragment)
            assert phone.script("return document.documentElement.scrollWidth") == 390

    def test_filters_come_and_go_and_a_paper_is_a_sheet(self, phone: Explorer) -> None:
        phone.open()
        assert phone.texts("#filters") == []
        phone.press("Filter")
        phone.find('[data-facet="communities"][data-value="1"]').click()
        assert phone.summary().startswith("1 of 4 papers")
        phone.press("Filter")
        phone.find("#search").send_keys("ropes", Keys.ENTER)
        sheet = phone.find("#details")
        assert sheet.rect["width"] == 390
        tall = sheet.rect["height"]
        phone.press("Show or hide the panel")
        phone.until(lambda: phone.find("#details").rect["height"] < tall / 4)
        assert phone.until(lambda: phone.painted(COMMUNITY_COLOURS[1]))


class TestPrint:
    def text_of(self, explorer: Explorer) -> bytes:
        return b64decode(explorer.driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"])

    def seen(self, explorer: Explorer) -> set[str]:
        explorer.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        shown = {name for name in ("bar", "filters", "tools", "panel", "table", "map") if self.is_shown(explorer, name)}
        pdf = self.text_of(explorer)
        explorer.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        assert pdf.startswith(b"%PDF")
        return shown

    def is_shown(self, explorer: Explorer, name: str) -> bool:
        found = explorer.all(f".{name}")
        return bool(found) and found[0].is_displayed()

    def test_prints_what_is_read_without_the_tools(self, explorer: Explorer) -> None:
        explorer.open(fragment="#paper/a")
        assert self.seen(explorer) == {"bar", "panel"}
        explorer.visit(explorer.folder / "graph.html", "#view=papers")
        assert self.seen(explorer) == {"bar", "table"}
        explorer.visit(explorer.folder / "graph.html")
        assert self.seen(explorer) == {"bar", "map"}
