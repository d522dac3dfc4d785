"""What the tests share: the example graph, built once, and where the real corpus lies."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from explorer import Explorer
from graphs import Web
from node import installed
from selenium import webdriver

from kg.pipeline import Build, build

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
CHROMIUM_ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-sync",
    "--disable-component-update",
    "--window-size=1400,900",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache that only the tests use."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="session")
def example_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the example graph."""
    out = tmp_path_factory.mktemp("example")
    build([EXAMPLES], out)
    return out


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew", action="store_true", help="write the files that are generated instead of comparing them"
    )


@pytest.fixture
def same_as_file(request: pytest.FixtureRequest) -> Callable[[str, Path], None]:
    """Compare a text with the file that holds it; with --renew, write it there instead."""

    def compare(text: str, path: Path) -> None:
        if request.config.getoption("--renew"):
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.is_file(), f"{path} is missing: run `make renew` and look at what it writes"
        assert path.read_text(encoding="utf-8") == text, f"{path} differs: run `make renew` and look at what changes"

    return compare


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of the real corpus, named by KG_CORPUS."""
    return _folder("KG_CORPUS")


@pytest.fixture(scope="session")
def gold() -> Path:
    """The folder of the annotated papers, named by KG_GOLD."""
    return _folder("KG_GOLD")


@pytest.fixture(scope="session")
def listings_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `listings` builds into."""
    return tmp_path_factory.mktemp("listings")


@pytest.fixture(scope="session")
def listings(corpus: Path, listings_out: Path) -> Build:
    """The graph of the real listings."""
    return build([corpus / "listings"], listings_out)


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """A real Chromium with the network cut off."""
    chromium, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and chromedriver):
        pytest.skip("chromium or chromedriver is not on the path: apt install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in (*CHROMIUM_ARGUMENTS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = webdriver.Chrome(options=options, service=webdriver.ChromeService(chromedriver))
    yield chrome
    chrome.quit()


@pytest.fixture(scope="session")
def node_packages() -> Path:
    """The packages of `tests/js`, installed."""
    return installed(ROOT / "tests" / "js") / "node_modules"


@pytest.fixture(scope="session")
def web() -> Iterator[Web]:
    """What graphology and cytoscape.js understand of exported graphs."""
    web = Web()
    yield web
    web.close()


@pytest.fixture(scope="session")
def axe(node_packages: Path) -> str:
    """The script of axe-core."""
    return (node_packages / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def explorer(driver: webdriver.Chrome, tmp_path: Path) -> Iterator[Explorer]:
    """The page in a real Chromium; afterwards nothing was logged, run or asked for, and it is gone."""
    explorer = Explorer(driver, tmp_path)
    yield explorer
    explorer.assert_quiet()
    driver.get("about:blank")


@pytest.fixture(scope="session")
def server(example_build: Path) -> Iterator[subprocess.Popen[str]]:
    """A server of the example graph with tight limits; the first line that it printed is its address."""
    script = (
        "from kg.serve import Limits, serve; "
        "limits = Limits(seconds=6, rows=5000, memory=2**28, running=3, patience=8); "
        f"serve({str(example_build)!r}, port=0, limits=limits, on_ready=lambda address: print(address, flush=True))"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.terminate()


@pytest.fixture(scope="session")
def address(server: subprocess.Popen[str]) -> str:
    """Where `server` answers, with a slash at the end."""
    assert server.stdout
    return server.stdout.readline().strip()


def _folder(variable: str) -> Path:
    if variable not in os.environ:
        pytest.skip(f"{variable} is not set: name the folder of the real data to run this test")
    return Path(os.environ[variable])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With KG_NO_SKIP set, as in CI, a test that cannot run here has failed."""
    report = yield
    if report.skipped and "KG_NO_SKIP" in os.environ:
        report.outcome = "failed"
    return report
