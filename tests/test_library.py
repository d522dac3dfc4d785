"""A library of a reference manager becomes a graph that makes sense, though most of its papers have no abstract."""

import re
from pathlib import Path

import pytest

from kg.pipeline import Build, build
from kg.settings import Settings

LIBRARY = Path(__file__).parent / "readers" / "bibtex" / "golden-library.bib"
MARKUP = re.compile(r"\\[a-zA-Z\"'`^~=.]|[{}]")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(LIBRARY, tmp_path_factory.mktemp("library"), settings=Settings(fast=True))


def related_titles(library: Build, title: str) -> set[str]:
    titles = {paper.paper_id: paper.title for paper in library.tables.papers}
    (paper,) = (paper_id for paper_id, found in titles.items() if found.startswith(title))
    pairs = {(pair.paper_a, pair.paper_b) for pair in library.tables.related}
    return {titles[other] for pair in pairs if paper in pair for other in pair if other != paper}


def test_no_latex_is_left_outside_of_mathematics(library: Build) -> None:
    for paper in library.tables.papers:
        for text in (paper.title, paper.abstract, paper.venue, *paper.authors):
            assert not MARKUP.search(re.sub(r"\$[^$]*\$", "", text)), text


def test_papers_without_abstract_are_joined_by_title_and_given_keywords(library: Build) -> None:
    bare = {paper.paper_id for paper in library.tables.papers if not paper.abstract}
    assert len(bare) == 36
    given = {mention.paper_id for mention in library.tables.mentions if mention.rule == "given"}
    assert bare <= given
    related = {paper for pair in library.tables.related for paper in (pair.paper_a, pair.paper_b)}
    assert len(bare & related) >= 28


def test_papers_on_one_thing_are_related(library: Build) -> None:
    assert {
        "Semi-Supervised Classification with Graph Convolutional Networks",
        "Inductive Representation Learning on Large Graphs",
    } <= related_titles(library, "Graph Attention Networks")
    assert "GloVe: Global Vectors for Word Representation" in related_titles(library, "Enriching Word Vectors")
    assert "Denoising Diffusion Probabilistic Models" in related_titles(library, "High-Resolution Image Synthesis")
    assert not related_titles(library, "Deep Learning")


def test_code_that_notes_name_is_linked(library: Build) -> None:
    labels = {entity.entity_id: entity.label for entity in library.tables.entities}
    found = {labels[link.entity_id] for link in library.tables.links if link.relation == "repository"}
    assert found == {
        "google-research/bert",
        "google-research/vision_transformer",
        "hojonathanho/diffusion",
        "microsoft/LoRA",
        "tkipf/gcn",
    }
