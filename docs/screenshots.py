"""Take the pictures of docs/: the example's page at first view, with a paper open, with a path between two papers.

Then its report, at first view and where datasets meet techniques.

    python docs/screenshots.py [BUILD]        # BUILD: outputs/

The last picture is of its papers, exported for graphology and drawn by sigma (`docs/sigma.html`). Needs chromium and
chromedriver on the path, and the packages of `tests/js`, which the tests install.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

from selenium import webdriver

from kg.export.formats import export_lines
from kg.reporting import report

DOCS = Path(__file__).parent
WIDTH, HEIGHT = 1360, 850
SETTLED = 1.0  # seconds; nothing on the page moves by itself, labels wait for the fonts
PICTURES = {
    "map.png": "",
    "paper.png": "#paper/denoising-diffusion-probabilistic-models",
    "path.png": (
        "#path=paper/auto-encoding-variational-bayes,paper/roberta-a-robustly-optimized-bert-pretraining-approach"
    ),
}
REPORT_PICTURES = {"report.png": "", "report-together.png": "#together"}

PAPERS = "papers.png"
PACKAGES = DOCS.parent / "tests" / "js" / "node_modules"


def open_browser(profile: str) -> webdriver.Chrome:
    """Return a Chromium without a network and with an empty profile."""
    chromium, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and chromedriver):
        sys.exit("chromium or chromedriver is not on the path: apt install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
        "--hide-scrollbars",
        f"--user-data-dir={profile}",
    ):
        options.add_argument(argument)
    options.add_argument("--host-resolver-rules=MAP * ~NOTFOUND")
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(chromedriver))


def main() -> None:
    """Take every picture anew."""
    build = Path(sys.argv[1] if len(sys.argv) > 1 else DOCS.parent / "outputs").resolve()
    page = build / "graph.html"
    if not page.is_file():
        sys.exit(f"{page}: no such page; build it first: make graph")
    with tempfile.TemporaryDirectory() as profile:
        browser = open_browser(profile)
        metrics = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        light = [{"name": "prefers-color-scheme", "value": "light"}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": light})
        for name, fragment in PICTURES.items():
            browser.get("about:blank")
            browser.get(page.as_uri() + fragment)
            time.sleep(SETTLED)
            browser.save_screenshot(str(DOCS / name))
            print(f"docs/{name}")
        browser.get(sigma_page(Path(profile)).as_uri())
        browser.execute_script(f"draw({''.join(export_lines(build, format='graphology', view='papers'))})")
        time.sleep(SETTLED)
        browser.save_screenshot(str(DOCS / PAPERS))
        print(f"docs/{PAPERS}")
        page = report(build, Path(profile) / "report.html")
        for name, fragment in REPORT_PICTURES.items():
            browser.get(page.as_uri() + fragment)
            browser.save_screenshot(str(DOCS / name))
            print(f"docs/{name}")
        browser.quit()


def sigma_page(folder: Path) -> Path:
    """Put the page that draws with sigma into `folder`, beside the packages that it loads."""
    if not (PACKAGES / "sigma").is_dir():
        sys.exit(f"{PACKAGES / 'sigma'}: no such package; install it: npm install --prefix {PACKAGES.parent}")
    shutil.copy(DOCS / "sigma.html", folder)
    (folder / "node_modules").symlink_to(PACKAGES)
    return folder / "sigma.html"


if __name__ == "__main__":
    main()
