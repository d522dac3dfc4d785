"""A whole build: the same bytes whatever the circumstances, evidence for everything, all or nothing."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import kg.pipeline
from kg.errors import InputError
from kg.pipeline import build
from kg.settings import Settings
from kg.tables import SCHEMAS, load

LISTING = """new

Subscribe

FogSieve: Vision Transformers for Boats in Fog

We propose FogSieve, a Vision Transformer (ViT) that finds boats in fog. With knowledge distillation from a ResNet-50 \
it reaches higher mAP on ImageNet and on the HarbourBench dataset. Code: https://github.com/moss/fogsieve.

Small Language Models on Buoys

Large language models (LLMs) need power that a buoy does not have. We prune LLaMA-2-7B and LLaMA-13B with LoRA and \
compare with GPT-4 on GLUE. The code is at https://github.com/Moss/Buoys{https://github.com/Moss/Buoys}.
"""
RECORDS = [
    {
        "title": "Knowledge distillation for speech enhancement",
        "abstract": "LLMs are too large for hearing aids. Knowledge distillation of a diffusion model gives a small "
        "recurrent network for speech enhancement; PESQ rises on LibriSpeech. See https://moss.github.io/hear.",
        "year": 2021,
        "authors": ["Ada Moss", {"name": "Bo Nettle"}],
    },
    {"title": "FogSieve: vision transformers for boats in fog", "venue": "Coast", "year": 2022},
    {"title": "Graph neural networks for tide prediction", "abstract": "Graph neural networks and ViTs join gauges."},
    {"title": "Notes without an abstract & <odd> characters"},
]
SMALL_BATCHES = Settings(batch_size=1)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("papers")
    (folder / "dump.txt").write_text(LISTING, encoding="utf-8")
    lines = "".join(json.dumps(record) + "\n" for record in RECORDS)
    (folder / "records.jsonl").write_text(lines, encoding="utf-8")
    return [folder / "dump.txt", folder / "records.jsonl"]


@pytest.fixture(scope="module")
def built(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built")
    build(files, out)
    return out


def outputs(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every output; of the manifest all but where the files lay and what the stages cost."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    manifest = json.loads(found["manifest.json"])
    del manifest["asked"], manifest["stages"]
    return found | {"manifest.json": json.dumps(manifest).encode()}


def differences(one: Path, other: Path, *, apart_from: Iterable[str] = ()) -> set[str]:
    first, second = outputs(one), outputs(other)
    names = (first.keys() | second.keys()) - set(apart_from)
    return {name for name in names if first.get(name) != second.get(name)}


def test_all_outputs_are_there(built: Path) -> None:
    tables = {f"tables/{name}.parquet" for name in SCHEMAS}
    assert outputs(built).keys() >= tables | {
        "graph.ttl",
        "evidence.ttl",
        "graph.graphml",
        "graph.html",
        "manifest.json",
        "README.md",
    }
    assert not [path for path in built.iterdir() if path.name.startswith(".")]


def test_a_second_build_gives_the_same_bytes(files: list[Path], built: Path, tmp_path: Path) -> None:
    for cache in (False, True, True):
        build(files, tmp_path, cache=cache)
        assert differences(built, tmp_path) == set()


def test_the_order_of_the_files_does_not_count(files: list[Path], built: Path, tmp_path: Path) -> None:
    build(list(reversed(files)), tmp_path / "reversed")
    build([files[0].parent, files[1]], tmp_path / "folder")
    assert differences(built, tmp_path / "reversed") == set()
    assert differences(built, tmp_path / "folder") == set()


@pytest.mark.parametrize("jobs", [1, 2])
def test_processes_and_batches_do_not_count(
    files: list[Path], built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr(kg.pipeline, "_WORTH_A_PROCESS", 1)
    monkeypatch.setattr(kg.pipeline, "_MAP_WORTH_A_PROCESS", 1)
    build(files, tmp_path, settings=SMALL_BATCHES, jobs=jobs, cache=False)
    assert differences(built, tmp_path, apart_from=["manifest.json"]) == set()


@pytest.mark.parametrize("seed", ["1", "4711"])
def test_the_hash_seed_of_python_does_not_count(files: list[Path], built: Path, tmp_path: Path, seed: str) -> None:
    program = "import sys; from kg.pipeline import build; build(sys.argv[2:], sys.argv[1], cache=False)"
    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), *map(str, files)],
        env=os.environ | {"PYTHONHASHSEED": seed},
        check=True,
    )
    assert differences(built, tmp_path) == set()


@pytest.mark.parametrize("which", ["small", "example"])
def test_every_mention_stands_in_its_paper(which: str, built: Path, example_build: Path) -> None:
    tables = load(built if which == "small" else example_build)
    papers = {paper.paper_id: paper for paper in tables.papers}
    assert tables.mentions
    for mention in tables.mentions:
        text = getattr(papers[mention.paper_id], mention.field)
        assert text[mention.start : mention.end] == mention.surface != ""
    places = [(m.paper_id, m.relation, m.field, m.start, m.end) for m in tables.mentions]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize("which", ["small", "example"])
def test_every_link_rests_on_its_mentions(which: str, built: Path, example_build: Path) -> None:
    tables = load(built if which == "small" else example_build)
    counts = Counter((mention.paper_id, mention.entity_id, mention.relation) for mention in tables.mentions)
    assert counts == {(link.paper_id, link.entity_id, link.relation): link.mention_count for link in tables.links}
    entities = {entity.entity_id: entity for entity in tables.entities}
    linked = {(link.paper_id, link.entity_id) for link in tables.links}
    assert Counter(entity for _, entity in linked) == {name: row.paper_count for name, row in entities.items()}
    for related in tables.related:
        assert related.paper_a < related.paper_b
        for entity_id in related.shared:
            assert {(related.paper_a, entity_id), (related.paper_b, entity_id)} <= linked


@pytest.mark.parametrize("name", SCHEMAS)
def test_tables_are_sorted(example_build: Path, name: str) -> None:
    keys = {
        "papers": ["paper_id"],
        "entities": ["entity_id"],
        "links": ["paper_id", "entity_id", "relation"],
        "mentions": ["paper_id", "entity_id"],
        "related": ["paper_a", "paper_b"],
        "pages": ["paper_id", "url"],
        "merges": ["entity_id", "name", "reason"],
        "references": ["paper_id", "reference"],
        "conflicts": ["paper_id"],
    }[name]
    rows = pq.read_table(example_build / "tables" / f"{name}.parquet", columns=keys).to_pylist()
    values = [tuple(row[key] for key in keys) for row in rows]
    assert values or name in ("references", "conflicts"), "the example has neither"
    assert values == sorted(values)


def test_the_graph_says_what_the_papers_say(built: Path) -> None:
    tables = load(built)
    label = {entity.entity_id: entity.label for entity in tables.entities}
    papers_of: dict[str, set[str]] = {}
    for link in tables.links:
        if link.relation != "keyword":
            papers_of.setdefault(label[link.entity_id], set()).add(link.paper_id)
    fog, buoys, hear, tide = (
        next(paper.paper_id for paper in tables.papers if word in paper.title)
        for word in ("FogSieve", "Buoys", "speech", "tide")
    )
    shared = {name.lower(): papers for name, papers in papers_of.items()}
    assert shared["vision transformer"] == {fog, tide}
    assert shared["large language model"] == {buoys, hear}
    assert shared["knowledge distillation"] == {fog, hear}
    assert shared["moss/fogsieve"] == {fog}
    assert {"LLaMA", "LLaMA-2", "ResNet", "ImageNet", "GLUE", "FogSieve"} <= papers_of.keys()
    assert {"LLaMA-2-7B", "ResNet-50", "ViT"}.isdisjoint(papers_of)
    assert (hear, "https://moss.github.io/hear") in {(page.paper_id, page.url) for page in tables.pages}
    assert next(paper for paper in tables.papers if paper.paper_id == fog).sources == ["dump.txt", "records.jsonl"]


@pytest.mark.parametrize(
    "exporter",
    ["pipeline.write_rows", "pipeline.write_table", "export.outputs.write_outputs", "pipeline.build_manifest"],
)
def test_a_build_that_fails_leaves_what_was_there(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exporter: str
) -> None:
    build(files[1:], tmp_path)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full of fog")

    monkeypatch.setattr(f"kg.{exporter}", fail)
    with pytest.raises(RuntimeError, match="fog"):
        build(files, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_build_of_nothing_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        build([tmp_path / "missing.txt"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_stages_are_announced_and_measured(files: list[Path], tmp_path: Path) -> None:
    heard: list[str] = []
    build(files[1:], tmp_path, on_stage=heard.append)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest["stages"]) == heard == ["read", "extract", "resolve", "relate", "measure", "export"]
    assert all(cost["seconds"] >= 0 and cost["peak_memory_mib"] > 1 for cost in manifest["stages"].values())
    assert sum(cost["processor_seconds"] for cost in manifest["stages"].values()) > 0
    assert manifest["capped"] == {"related": {}}
    assert [item["name"] for item in manifest["inputs"]] == ["records.jsonl"]
    assert manifest["counts"]["papers"] == len(RECORDS)
