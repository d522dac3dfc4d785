"""The real papers: all of them in the graph, and the scores against people's annotation."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.pipeline import Build, build
from kg.read import read_papers


def score(gold: Path, annotated: str, out: Path, *more: str) -> dict[str, Any]:
    command = [sys.executable, str(gold / "score.py"), str(gold / annotated), str(out), *more]
    result: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    return result


@pytest.fixture(scope="module")
def scores(gold: Path, listings: Build, listings_out: Path) -> dict[str, Any]:
    return score(gold, "listings_dev.jsonl", listings_out)


def test_every_paper_of_the_listings_is_in_the_graph_once(corpus: Path, listings: Build) -> None:
    papers = {paper.paper_id: paper for paper in listings.tables.papers}
    files = sorted((corpus / "listings").glob("*.txt"))
    assert (len(files), listings.manifest["counts"]["records"], len(papers)) == (5, 388, 326)
    for file in files:
        for paper in read_papers([file]).papers:
            assert file.name in papers[paper.paper_id].sources
    assert sum(len(paper.sources) > 1 for paper in papers.values()) == 49


def test_all_annotated_papers_are_found(scores: dict[str, Any]) -> None:
    assert scores["papers_found"] == scores["papers_gold"] == 165


@pytest.mark.parametrize(
    ("kind", "least"), [("repository", 0.99), ("dataset", 0.75), ("technique", 0.50), ("task", 0.40)]
)
def test_entities_are_those_that_people_mark(scores: dict[str, Any], kind: str, least: float) -> None:
    assert scores[kind]["F1"] >= least


def test_keywords_are_those_that_authors_choose(gold: Path, tmp_path: Path) -> None:
    lines = (gold / "author_keywords_dev.jsonl").read_text(encoding="utf-8").splitlines()
    records = [{field: json.loads(line)[field] for field in ("title", "abstract")} for line in lines]
    text = "".join(json.dumps(record) + "\n" for record in records)
    (tmp_path / "papers.jsonl").write_text(text, encoding="utf-8")
    build([tmp_path / "papers.jsonl"], tmp_path / "out")
    assert score(gold, "author_keywords_dev.jsonl", tmp_path / "out")["keyword_F1@5"]["F1"] >= 0.22
