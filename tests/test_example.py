"""The example graph as its users meet it: it conforms, programs read it, the page opens."""

import shutil
import subprocess
from pathlib import Path

import pyoxigraph
import pytest
from pyshacl import validate
from rdflib import Graph
from selenium import webdriver

from kg.read import read_papers
from kg.resources import ontology_path
from kg.tables import load

ROOT = Path(__file__).parent.parent


def test_example_has_landmarks_that_share_much(example_build: Path) -> None:
    tables = load(example_build)
    assert len(tables.papers) >= 40
    shared = [entity for entity in tables.entities if entity.paper_count > 1]
    assert sum(entity.kind == "dataset" for entity in shared) >= 20
    assert sum(entity.kind == "technique" for entity in shared) >= 50
    assert any(entity.kind == "repository" for entity in shared)


def test_example_conforms_to_the_shapes(example_build: Path) -> None:
    conforms, _, report = validate(
        Graph().parse(example_build / "graph.ttl").parse(example_build / "evidence.ttl"),
        shacl_graph=Graph().parse(ontology_path("shapes.ttl")),
        ont_graph=Graph().parse(ontology_path("kg.ttl")),
    )
    assert conforms, report


@pytest.mark.skipif(not shutil.which("rapper"), reason="rapper (Debian package raptor2-utils) is not installed")
@pytest.mark.parametrize("name", ["graph.ttl", "evidence.ttl"])
def test_rapper_counts_the_triples_of_the_example(example_build: Path, name: str) -> None:
    path = example_build / name
    store = pyoxigraph.Store()
    store.bulk_load(path=path, format=pyoxigraph.RdfFormat.TURTLE)
    counted = subprocess.run(["rapper", "--count", "-i", "turtle", path], capture_output=True, text=True, check=True)
    assert f"returned {len(store)} triples" in counted.stderr


def test_example_page_opens_with_the_network_cut_off(driver: webdriver.Chrome, example_build: Path) -> None:
    driver.get((example_build / "graph.html").as_uri())
    papers = len(load(example_build).papers)
    assert f"{papers} papers" in driver.find_element("tag name", "header").text
    assert driver.get_log("browser") == []


def test_example_is_a_listing_with_furniture_and_a_file_of_venues() -> None:
    reading = read_papers([ROOT / "examples"])
    assert [file.format for file in reading.files] == ["listing", "jsonl"]
    assert {item.reason for item in reading.skipped} == {"page furniture"}
    assert all(paper.abstract and paper.year for paper in reading.papers)
