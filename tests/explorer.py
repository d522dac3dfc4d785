"""The HTML page in a real browser, as a person has it: clicks, keys, what is to be seen."""

import csv
import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from kg.export.html import write_html
from kg.tables import EntityRow, LinkRow, MentionRow, PageRow, PaperRow, RelatedRow, Tables

__all__ = ["HOSTILE", "Explorer", "quays"]

Found = TypeVar("Found")

HOSTILE = "</script><script>window.ran=1</script><img src=x onerror=window.ran=2> href of a paper"
_ABSTRACT = (
    "We weigh 🌊 tide tables on Quay-40 <b onclick=window.ran=3>twice</b>. Knot counting is next. Quay-40 is wet."
)
_WAIT = 5


def quays() -> Tables:
    """Return a graph of four papers: a and b share Quay-40, a and c knot counting, b and c rope; d shares nothing."""

    def mention(entity: str, relation: str, surface: str, *, score: float) -> list[MentionRow]:
        starts = [start for start in range(len(_ABSTRACT)) if _ABSTRACT.startswith(surface, start)]
        ends = [(start, start + len(surface)) for start in starts]
        return [
            MentionRow("paper/a", entity, relation, surface, "abstract", start, end, "lexicon", score)
            for start, end in ends
        ]

    return Tables(
        papers=[
            PaperRow(
                "paper/a",
                "Mapping the Élan quay",
                _ABSTRACT,
                ["Ada Moss", "Bo Reed"],
                2023,
                "Coast",
                "https://example.org/a",
                ["one.csv"],
                0,
                0.0,
                0.0,
            ),
            PaperRow("paper/b", HOSTILE, "", [], 2021, "", "javascript:window.ran=4", ["two.csv"], 0, 2.0, 0.5),
            PaperRow("paper/c", "Ropes and their knots", "", ["Bo Reed"], 2022, "", "", ["two.csv"], 1, 0.5, 2.0),
            PaperRow("paper/d", "=HYPERLINK(1) alone", "", [], None, "", "", [], 2, 3.0, 3.0),
        ],
        entities=[
            EntityRow("dataset/Quay-40", "dataset", "Quay-40", ["Quay forty"], 2, 0, 1.0, 0.0),
            EntityRow("keyword/rope", "keyword", "rope", [], 2, 1, 2.0, 1.5),
            EntityRow("repository/moss/tides", "repository", "moss/tides", [], 1, 0, 0.0, 0.4),
            EntityRow("task/knot%20counting", "task", "knot counting", [], 2, 1, 0.2, 1.2),
        ],
        links=[
            LinkRow("paper/a", "dataset/Quay-40", "dataset", "introduced", 0.9, 2),
            LinkRow("paper/a", "repository/moss/tides", "repository", "", 1.0, 0),
            LinkRow("paper/a", "task/knot%20counting", "task", "", 0.6, 1),
            LinkRow("paper/b", "dataset/Quay-40", "dataset", "used", 0.8, 1),
            LinkRow("paper/b", "keyword/rope", "keyword", "", 0.4, 1),
            LinkRow("paper/c", "keyword/rope", "keyword", "", 0.4, 1),
            LinkRow("paper/c", "task/knot%20counting", "task", "", 0.6, 1),
        ],
        mentions=[
            *mention("dataset/Quay-40", "dataset", "Quay-40", score=0.9),
            *mention("task/knot%20counting", "task", "Knot counting", score=0.6),
        ],
        related=[
            RelatedRow("paper/a", "paper/b", 1.0, ["dataset/Quay-40"]),
            RelatedRow("paper/a", "paper/c", 0.7, ["task/knot%20counting"]),
            RelatedRow("paper/b", "paper/c", 0.4, ["keyword/rope"]),
        ],
        pages=[PageRow("paper/b", "data:text/html,<script>window.ran=5</script>")],
    )


class Explorer:
    """A page that is open in `driver`; what it saves lands in `folder`."""

    def __init__(self, driver: webdriver.Chrome, folder: Path) -> None:
        self.driver = driver
        self.folder = folder
        self.size(1400, 900)
        self.media(dark=False)
        driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})

    def open(self, tables: Tables | None = None, fragment: str = "") -> "Explorer":
        """Write the page of `tables` and open it at `fragment`."""
        path = self.folder / "graph.html"
        write_html(quays() if tables is None else tables, path, title="Quays", min_papers=2)
        return self.visit(path, fragment)

    def visit(self, path: Path, fragment: str = "") -> "Explorer":
        """Open a page that is there, with no memory of earlier visits."""
        self.driver.get("about:blank")
        self.driver.get(path.as_uri())
        self.driver.execute_script("localStorage.clear()")
        self.driver.get("about:blank")
        self.driver.get(path.as_uri() + fragment)
        self.driver.execute_script(
            "addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective))"
        )
        return self

    def assert_quiet(self) -> None:
        """Check that nothing was logged, nothing of a paper ran and nothing was asked for."""
        assert self.driver.get_log("browser") == []
        assert self.script("return window.ran") is None
        assert self.script("return performance.getEntriesByType('resource').map(({ name }) => name)") == []

    def violations(self, axe: str) -> list[tuple[str, str, list[Any]]]:
        """Return what axe-core finds fault with: impact, rule and where."""
        self.script(axe)
        found = self.driver.execute_async_script("axe.run().then(({ violations }) => arguments[0](violations))")
        return [(rule["impact"], rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]

    def script(self, source: str, *arguments: object) -> Any:
        """Run a script in the page."""
        return self.driver.execute_script(source, *arguments)

    def size(self, width: int, height: int, *, mobile: bool = False) -> None:
        """Give the window this size in pixels."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def media(self, *, dark: bool) -> None:
        """Say what the system prefers; nothing moves by itself."""
        features = [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def find(self, selector: str) -> WebElement:
        """Return the one element that is first in the page."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        """Return all elements."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        """Return what stands in the elements that are seen."""
        return [element.text for element in self.all(selector) if element.is_displayed()]

    def button(self, words: str, within: str = "body") -> WebElement:
        """Return the button with these words or this name."""
        buttons = [found for found in self.all(f"{within} button") if found.is_displayed()]
        named = [found for found in buttons if found.text == words or found.accessible_name == words]
        assert named, f"{words!r} is none of {[found.text or found.accessible_name for found in buttons]}"
        return named[0]

    def press(self, words: str, within: str = "body") -> None:
        """Click the button with these words."""
        self.button(words, within).click()

    def keys(self, *keys: str) -> None:
        """Type where the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def search(self, query: str) -> None:
        """Type into the search box and take what is suggested first."""
        self.keys("/", query, Keys.ENTER)

    def until(self, condition: Callable[[], Found]) -> Found:
        """Wait until the condition holds and return what it gives."""
        return WebDriverWait(self.driver, _WAIT).until(lambda _: condition())

    def heading(self) -> str | None:
        """Return the heading of the panel, None where it is closed."""
        return next(iter(self.texts("#panel h2")), None)

    def summary(self) -> str:
        """Return what the filters say is visible."""
        return self.find("#filters .summary").text

    def fragment(self) -> str:
        """Return the state as the address holds it."""
        return self.driver.current_url.partition("#")[2]

    def saved(self, name: str) -> bytes:
        """Wait for a file that the page saves and return its bytes."""
        path = self.folder / name
        deadline = time.monotonic() + _WAIT
        while not path.is_file() and time.monotonic() < deadline:
            time.sleep(0.05)
        return path.read_bytes()

    def saved_csv(self, name: str) -> list[list[str]]:
        """Return the rows of a saved CSV file."""
        return list(csv.reader(io.StringIO(self.saved(name).decode("utf-8-sig"), newline="")))

    def painted(self, colour: str) -> list[tuple[int, int]]:
        """Return the places of the window where the map has exactly this colour, in pixels."""
        places = self.script(
            """const canvas = document.querySelector("#map canvas");
            const frame = canvas.getBoundingClientRect();
            const copy = document.createElement("canvas");
            [copy.width, copy.height] = [canvas.width, canvas.height];
            const context = copy.getContext("2d", { willReadFrequently: true });
            context.drawImage(canvas, 0, 0);
            const { data, width } = context.getImageData(0, 0, copy.width, copy.height);
            const places = [];
            for (let i = 0; i < data.length; i += 4) {
              const hex = [0, 1, 2].map((part) => data[i + part].toString(16).padStart(2, "0")).join("");
              if (hex === arguments[0] && data[i + 3] === 255) {
                places.push([frame.left + ((i / 4) % width), frame.top + Math.floor(i / 4 / width)]);
              }
            }
            return places;""",
            colour.removeprefix("#").lower(),
        )
        return [(int(x), int(y)) for x, y in places]

    def click_at(self, x: float, y: float) -> None:
        """Click at a place of the window."""
        self.hover_at(x, y)
        for kind in ("mousePressed", "mouseReleased"):
            place = {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1}
            self.driver.execute_cdp_cmd("Input.dispatchMouseEvent", place)

    def hover_at(self, x: float, y: float) -> None:
        """Move the pointer to a place of the window."""
        self.driver.execute_cdp_cmd("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y})
