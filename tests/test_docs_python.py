"""The page on Python and the notebook say what comes out."""

import copy
import doctest
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

import kg
from kg.cli import main

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
TOUR = DOCS / "tour.ipynb"
PICTURE = "picture"
"""The tag of cells whose outputs are large; they are not kept."""


def blocks(page: Path) -> str:
    return "\n".join(re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL))


def test_the_examples_of_the_page_give_what_it_says(
    example_build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "outputs").symlink_to(example_build)
    monkeypatch.chdir(tmp_path)
    examples = doctest.DocTestParser().get_doctest(blocks(DOCS / "python.md"), {}, "python.md", "python.md", 0)
    assert len(examples.examples) > 15
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL).run(examples, out=said.append)
    assert "".join(said) == ""


def test_the_lines_of_the_readme_run_and_say_what_comes_out(example_build: Path) -> None:
    lines = blocks(ROOT / "README.md").replace('kg.build("examples", "outputs")', f"kg.load({str(example_build)!r})")
    known: dict[str, Any] = {}
    exec(lines, known)
    graph: kg.KnowledgeGraph = known["graph"]
    first = graph.trends(since=2020).iloc[0]
    assert [first[name] for name in ("label", "before", "of_before", "after", "of_after")] == [
        "Transformer",
        3,
        26,
        19,
        40,
    ]
    assert [step.label for step in graph.path("attention is all you need", "an image is worth").steps] == [
        "positional encoding"
    ] * 2
    assert [entity.label for entity in graph.explain("roberta", "electra").shared][:3] == [
        "XLNet",
        "pre-training",
        "RoBERTa",
    ]
    gap = graph.gaps(papers=6).iloc[0]
    assert (gap["technique"], gap["dataset"], round(gap["expected"])) == ("language model", "ImageNet", 3)


def test_the_page_tells_of_every_command_and_every_method() -> None:
    page = (DOCS / "python.md").read_text(encoding="utf-8")
    assert not [name for name in main.commands if f"`kg {name}" not in page]
    methods = [name for name in vars(kg.KnowledgeGraph) if not name.startswith("_")]
    assert not [name for name in methods if not re.search(rf"\b{name}\b", page)]


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The notebook, executed in a copy of the places that it names."""
    place = tmp_path_factory.mktemp("tour")
    (place / "docs").mkdir()
    shutil.copytree(ROOT / "examples", place / "examples")
    notebook = nbformat.read(TOUR, as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(notebook, timeout=400, resources={"metadata": {"path": str(place / "docs")}}).execute()
    return notebook


def test_the_notebook_says_what_comes_out(executed: Any, same_as_file: Callable[[str, Path], None]) -> None:
    kept = copy.deepcopy(executed)
    for cell in kept.cells:
        cell.metadata.pop("execution", None)
        if PICTURE in cell.metadata.get("tags", ()):
            cell.outputs = []
    kept.metadata.pop("language_info", None)
    same_as_file(json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True) + "\n", TOUR)


def test_the_explorer_works_in_a_notebook_without_a_network(
    executed: Any, driver: webdriver.Chrome, tmp_path: Path
) -> None:
    html, _ = HTMLExporter().from_notebook_node(executed)  # type: ignore[no-untyped-call]
    (tmp_path / "tour.html").write_text(html, encoding="utf-8")
    driver.get((tmp_path / "tour.html").as_uri())
    assert "ImageNet (19)" in driver.find_element(By.TAG_NAME, "body").text
    assert "positional encoding" in [mark.text for mark in driver.find_elements(By.TAG_NAME, "mark")]
    driver.switch_to.frame(driver.find_element(By.TAG_NAME, "iframe"))
    try:
        assert "66 papers" in driver.find_element(By.TAG_NAME, "header").text
        search = driver.find_element(By.CSS_SELECTOR, "header input")
        search.send_keys("graph attention networks", Keys.ENTER)
        wait = WebDriverWait(driver, 10)
        wait.until(lambda page: page.execute_script("return location.hash") == "#paper/graph-attention-networks")
        assert "node classification" in driver.find_element(By.TAG_NAME, "body").text
        driver.execute_script("history.back()")
        wait.until(lambda page: page.execute_script("return location.hash") == "")
    finally:
        driver.switch_to.default_content()
        driver.save_screenshot(str(tmp_path / "tour.png"))
        driver.get("about:blank")
        driver.get_log("browser")
