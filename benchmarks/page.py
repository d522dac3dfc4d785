"""The page in Chromium beside pyvis's defaults on the same graph, in one run: size, opening, searching, panning.

    python benchmarks/page.py [BUILD] [--alone]

Without BUILD the listings of KG_CORPUS are built first. The browser is headless, renders in software and has no
network. A page is interactive when it has painted two frames after loading and shows no loading bar; a search is timed
from the key to the suggestions, laid out; frames are counted while the map is dragged. With --alone pyvis is left out,
for graphs that it does not open.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyvis.network import Network
from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.remote.remote_connection import RemoteConnection

import kg
from kg.tables import Tables, load

LONGEST = 240.0  # seconds that a page may take to open
SEARCHES = ("image", "transformer", "graph neural network", "imagenet", "learn")
PANNING = 4.0  # seconds
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--window-size=1400,900",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
INTERACTIVE = """
const done = arguments[0];
const bar = document.getElementById("loadingBar");
const isReady = () => document.querySelector("canvas") && (bar === null || getComputedStyle(bar).display === "none");
const wait = () => requestAnimationFrame(isReady()
  ? () => requestAnimationFrame(() => done(performance.now() / 1000)) : wait);
wait();
"""
SEARCH = """
const [query, done] = arguments;
const input = document.getElementById("search");
const list = document.getElementById("suggestions");
const start = performance.now();
input.value = query;
input.dispatchEvent(new Event("input"));
list.getBoundingClientRect();
done([performance.now() - start, list.children.length]);
"""
COUNT_FRAMES = """
window.painted = 0;
const count = () => { window.painted += 1; requestAnimationFrame(count); };
requestAnimationFrame(count);
"""


@dataclass(frozen=True)
class Figures:
    """What a page takes; None where it has no search or did not open in time."""

    megabytes: float
    interactive: float | None
    search: float | None
    frames: float | None


def main() -> None:
    """Measure both pages and print their figures as a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", nargs="?", type=Path, help="the folder of the graph")
    parser.add_argument("--alone", action="store_true", help="leave pyvis out")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        build = arguments.build or build_listings(Path(folder) / "listings")
        tables = load(build)
        pages = {"kg": build / "graph.html"}
        if not arguments.alone:
            pages["pyvis"] = Path(folder) / "pyvis.html"
            write_pyvis(tables, pages["pyvis"])
        figures = [measure(page, has_search=name == "kg") for name, page in pages.items()]
    print(f"{len(tables.papers):,} papers, {len(tables.entities):,} entities\n")
    print(f"| | {' | '.join(pages)} |\n|---|{'--:|' * len(pages)}")
    for name, values in {
        "file, MB": [f"{found.megabytes:.1f}" for found in figures],
        "seconds until interactive": [shown(found.interactive, ".1f", f"over {LONGEST:.0f}") for found in figures],
        "slowest of five searches, ms": [shown(found.search, ".0f", "has none") for found in figures],
        "frames a second while panning": [shown(found.frames, ".1f", "") for found in figures],
    }.items():
        print(f"| {name} | {' | '.join(values)} |")


def build_listings(out: Path) -> Path:
    """Build the listings that KG_CORPUS names into `out`."""
    if "KG_CORPUS" not in os.environ:
        sys.exit("name a build, or set KG_CORPUS to the folder that holds listings/")
    kg.build(Path(os.environ["KG_CORPUS"]) / "listings", out)
    return out


def write_pyvis(tables: Tables, path: Path) -> None:
    """Write papers, entities and links as pyvis does by default."""
    network = Network(cdn_resources="in_line")
    for paper in tables.papers:
        network.add_node(paper.paper_id, label=paper.title)
    for entity in tables.entities:
        network.add_node(entity.entity_id, label=entity.label)
    for paper_id, entity_id in sorted({(link.paper_id, link.entity_id) for link in tables.links}):
        network.add_edge(paper_id, entity_id)
    path.write_text(network.generate_html(), encoding="utf-8")


def measure(page: Path, *, has_search: bool) -> Figures:
    """Open a page in a browser of its own, search in it and drag its map."""
    megabytes = page.stat().st_size / 1e6
    with browser() as driver:
        try:
            driver.get(page.resolve().as_uri())
            interactive = driver.execute_async_script(INTERACTIVE)
            search = max(time_search(driver, query) for query in SEARCHES) if has_search else None
            return Figures(megabytes, interactive, search, count_frames(driver))
        except TimeoutException:
            return Figures(megabytes, None, None, None)


@contextmanager
def browser() -> Iterator[webdriver.Chrome]:
    """Give a Chromium without a network, with an empty profile."""
    chromium, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and chromedriver):
        sys.exit("chromium or chromedriver is not on the path: apt install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for argument in (*ARGUMENTS, f"--user-data-dir={profile}"):
            options.add_argument(argument)
        driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(chromedriver))
        driver.set_page_load_timeout(LONGEST)
        driver.set_script_timeout(LONGEST)
        connection = driver.command_executor
        assert isinstance(connection, RemoteConnection)
        connection.client_config.timeout = 2 * LONGEST
        try:
            yield driver
        finally:
            driver.quit()


def time_search(driver: webdriver.Chrome, query: str) -> float:
    """Return how many milliseconds the suggestions for `query` take."""
    took, suggestions = driver.execute_async_script(SEARCH, query)
    if not suggestions:
        sys.exit(f"the search for {query!r} said nothing")
    return float(took)


def count_frames(driver: webdriver.Chrome) -> float:
    """Return how many frames a second are painted while the map is dragged to and fro."""
    mouse(driver, "mouseMoved", 700, 500)
    mouse(driver, "mousePressed", 700, 500)
    driver.execute_script(COUNT_FRAMES)
    start, step = time.monotonic(), 0
    while time.monotonic() < start + PANNING:
        step += 1
        mouse(driver, "mouseMoved", 700 + abs(step * 4 % 800 - 400) - 200, 500 + abs(step * 3 % 400 - 200) - 100)
    painted = driver.execute_script("return window.painted")
    took = time.monotonic() - start
    mouse(driver, "mouseReleased", 700, 500)
    return float(painted) / took


def mouse(driver: webdriver.Chrome, kind: str, x: int, y: int) -> None:
    """Do something with the left button."""
    place = {"type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1}
    driver.execute_cdp_cmd("Input.dispatchMouseEvent", place)


def shown(figure: float | None, form: str, missing: str) -> str:
    """Return a figure as text."""
    return missing if figure is None else format(figure, form)


if __name__ == "__main__":
    main()
