"""The HTML page in a real Chromium, with the network cut off."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from kg.export.html import write_html
from kg.export.palette import community_colour
from kg.tables import EntityRow, LinkRow, MentionRow, PageRow, PaperRow, RelatedRow, Tables

HOSTILE = "</script><script>window.ran=1</script><img src=x onerror=window.ran=2> href of a paper"
DATASET_COLOUR = "#a3480b"


def small_tables() -> Tables:
    marked = "We weigh 🌊 tide tables on Quay-40 <b onclick=window.ran=3>twice</b>."
    start = marked.index("Quay-40")
    return Tables(
        papers=[
            PaperRow(
                "paper/a",
                "Mapping the Élan quay",
                marked,
                ["Ada Moss"],
                2023,
                "Coast",
                "https://example.org/a",
                ["l.csv"],
                0,
                0.0,
                0.0,
            ),
            PaperRow("paper/b", HOSTILE, "", [], None, "", "javascript:window.ran=4", [], 0, 2.0, 0.5),
            PaperRow("paper/c", "Ropes and their knots", "", ["Bo Reed"], 2022, "", "", [], 1, 0.5, 2.0),
        ],
        entities=[
            EntityRow("dataset/Quay-40", "dataset", "Quay-40", ["Quay forty"], 2, 0, 1.0, 0.0),
            EntityRow("repository/moss/tides", "repository", "moss/tides", [], 1, 0, 0.0, 0.0),
            EntityRow("task/knot%20counting", "task", "knot counting", [], 2, 1, 1.0, 1.5),
        ],
        links=[
            LinkRow("paper/a", "dataset/Quay-40", "dataset", "introduced", 0.9, 1),
            LinkRow("paper/a", "repository/moss/tides", "repository", "", 1.0, 1),
            LinkRow("paper/a", "task/knot%20counting", "task", "", 0.6, 1),
            LinkRow("paper/b", "dataset/Quay-40", "dataset", "used", 0.8, 1),
            LinkRow("paper/c", "task/knot%20counting", "task", "", 0.6, 1),
        ],
        mentions=[
            MentionRow("paper/a", "dataset/Quay-40", "dataset", "Quay-40", "abstract", start, start + 7, "lexicon", 0.9)
        ],
        related=[RelatedRow("paper/a", "paper/b", 1.0, ["dataset/Quay-40"])],
        pages=[PageRow("paper/b", "data:text/html,<script>window.ran=5</script>")],
    )


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "graph.html"
    write_html(small_tables(), path, title="Quays", min_papers=2)
    return path


@pytest.fixture
def opened(driver: webdriver.Chrome, page: Path) -> Iterator[webdriver.Chrome]:
    open_page(driver, page)
    yield driver
    assert driver.get_log("browser") == []
    assert driver.execute_script("return window.ran") is None
    assert driver.execute_script("return performance.getEntriesByType('resource').length") == 0


def open_page(driver: webdriver.Chrome, page: Path, fragment: str = "") -> None:
    driver.get("about:blank")
    driver.get(page.as_uri() + fragment)
    driver.execute_script(
        "window.addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective))"
    )


def find(driver: webdriver.Chrome, selector: str) -> WebElement:
    return driver.find_element(By.CSS_SELECTOR, selector)


def texts(driver: webdriver.Chrome, selector: str) -> list[str]:
    return [found.text for found in driver.find_elements(By.CSS_SELECTOR, selector)]


def wait_for_heading(driver: webdriver.Chrome, text: str) -> None:
    WebDriverWait(driver, 5).until(lambda _: texts(driver, "#details h2") == [text])


def painted(driver: webdriver.Chrome, colour: str) -> list[list[int]]:
    """Return the places of the map that have exactly this colour, in pixels from its corner."""
    places: list[list[int]] = driver.execute_script(
        """const canvas = document.querySelector("#map canvas");
        const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
        const context = copy.getContext("2d", { willReadFrequently: true });
        context.drawImage(canvas, 0, 0);
        const { data, width } = context.getImageData(0, 0, copy.width, copy.height);
        const places = [];
        for (let i = 0; i < data.length; i += 4) {
          const hex = [0, 1, 2].map((part) => data[i + part].toString(16).padStart(2, "0")).join("");
          if (hex === arguments[0]) places.push([(i / 4) % width, Math.floor(i / 4 / width)]);
        }
        return places;""",
        colour.removeprefix("#").lower(),
    )
    return places


def test_opens_with_a_map_a_legend_and_a_quiet_console(opened: webdriver.Chrome) -> None:
    assert opened.title == "Quays"
    assert find(opened, "#map canvas").size["width"] > 500
    assert texts(opened, ".counts span") == ["3 papers", "2 entities", "4 links"]
    assert "Quay-40" in find(opened, "#legend").text


def test_search_ignores_case_and_accents_and_opens_a_paper(opened: webdriver.Chrome) -> None:
    find(opened, "body").send_keys("/")
    box = opened.switch_to.active_element
    assert box.accessible_name == "Search"
    box.send_keys("ELAN q")
    assert texts(opened, "#suggestions [role=option]") == ["Mapping the Élan quay\n2023"]
    assert box.get_attribute("aria-activedescendant") == "suggestion-0"
    box.send_keys(Keys.ENTER)
    wait_for_heading(opened, "Mapping the Élan quay")
    assert opened.current_url.endswith("#paper/a")


def test_search_walks_with_arrows_finds_aliases_and_clears_with_escape(opened: webdriver.Chrome) -> None:
    box = find(opened, "#search")
    box.send_keys("quay")
    assert len(texts(opened, "#suggestions [role=option]")) == 2
    box.send_keys(Keys.ARROW_DOWN)
    assert box.get_attribute("aria-activedescendant") == "suggestion-1"
    box.send_keys(Keys.ESCAPE)
    assert box.get_attribute("value") == ""
    assert box.get_attribute("aria-expanded") == "false"
    box.send_keys("quay forty", Keys.ENTER)
    wait_for_heading(opened, "Quay-40")


def test_paper_shows_its_words_evidence_and_neighbours(opened: webdriver.Chrome) -> None:
    open_page(opened, Path(opened.current_url.removeprefix("file://")), "#paper/a")
    wait_for_heading(opened, "Mapping the Élan quay")
    mark = find(opened, "#details .abstract mark")
    assert mark.text == "Quay-40"
    assert mark.get_attribute("title") == "Quay-40: dataset, found by lexicon, score 0.90"
    links = [link.get_attribute("href") for link in opened.find_elements(By.CSS_SELECTOR, "#details a")]
    assert links == ["https://example.org/a", "https://github.com/moss/tides"]
    assert all(
        link.get_attribute("rel") == "noopener noreferrer"
        for link in opened.find_elements(By.CSS_SELECTOR, "#details a")
    )
    find(opened, "#details button.chip.task").click()
    wait_for_heading(opened, "knot counting")
    opened.back()
    wait_for_heading(opened, "Mapping the Élan quay")


def test_hostile_paper_is_text_and_its_addresses_are_no_links(opened: webdriver.Chrome) -> None:
    open_page(opened, Path(opened.current_url.removeprefix("file://")), "#paper/b")
    wait_for_heading(opened, HOSTILE)
    assert opened.find_elements(By.CSS_SELECTOR, "#details a, #details img, #details script") == []
    assert "javascript:window.ran=4" in find(opened, "#details").text


def test_address_keeps_the_open_thing_over_a_reload(opened: webdriver.Chrome) -> None:
    open_page(opened, Path(opened.current_url.removeprefix("file://")), "#task/knot%20counting")
    wait_for_heading(opened, "knot counting")
    opened.refresh()
    wait_for_heading(opened, "knot counting")
    find(opened, "#details .close").click()
    WebDriverWait(opened, 5).until(lambda _: find(opened, "#legend").is_displayed())


def test_legend_hides_and_shows_a_kind(opened: webdriver.Chrome) -> None:
    opened.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "light"}]}
    )
    wait = WebDriverWait(opened, 5)
    wait.until(lambda _: painted(opened, DATASET_COLOUR))
    box = find(opened, "#legend input[value=dataset]")
    box.click()
    wait.until(lambda _: not painted(opened, DATASET_COLOUR))
    box.click()
    wait.until(lambda _: painted(opened, DATASET_COLOUR))


def test_click_on_a_node_opens_it(opened: webdriver.Chrome) -> None:
    colour = community_colour(1)
    places = WebDriverWait(opened, 5).until(lambda _: painted(opened, colour))
    x, y = places[len(places) // 2]
    corner = opened.execute_script("return document.querySelector('#map').getBoundingClientRect().toJSON()")
    for kind in ("mousePressed", "mouseReleased"):
        place = {"type": kind, "x": corner["left"] + x, "y": corner["top"] + y, "button": "left", "clickCount": 1}
        opened.execute_cdp_cmd("Input.dispatchMouseEvent", place)
    wait_for_heading(opened, "Ropes and their knots")


@pytest.mark.parametrize("count", [0, 1])
def test_smallest_graphs_open(count: Any, driver: webdriver.Chrome, tmp_path: Path) -> None:
    path = tmp_path / "graph.html"
    write_html(Tables(small_tables().papers[:count], [], [], [], [], []), path, title="Few", min_papers=2)
    open_page(driver, path)
    assert find(driver, "#empty").is_displayed() == (count == 0)
    assert driver.get_log("browser") == []
