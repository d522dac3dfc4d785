"""Take the pictures of docs/: the example's page at first view, with a paper open, with a path between two papers.

Then its report, at first view and where datasets meet techniques.

    python docs/screenshots.py [BUILD]        # BUILD: outputs/

Needs chromium and chromedriver on the path.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

from selenium import webdriver

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
        "--disable-gpu",
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
        page = report(build, Path(profile) / "report.html")
        for name, fragment in REPORT_PICTURES.items():
            browser.get(page.as_uri() + fragment)
            browser.save_screenshot(str(DOCS / name))
            print(f"docs/{name}")
        browser.quit()


if __name__ == "__main__":
    main()
