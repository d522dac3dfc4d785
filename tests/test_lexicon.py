"""The lexicon: how names match text, what its files promise, and what is said of a malformed one."""

from collections import defaultdict
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from kg.errors import ResourceError
from kg.lexicon import Entry, Lexicon, load_broader, load_lexicon, load_stop_names, read_entries
from kg.model import Relation
from kg.overrules import load_overrules
from kg.resources import ontology_path
from kg.text import variant_key

FILES = sorted(ontology_path("lexicon").glob("*.tsv"))
HEADER = "name\taliases\tkind\n"


def names(text: str, *entries: Entry) -> list[tuple[str, str]]:
    return [(hit.entry.name, text[hit.start : hit.end]) for hit in Lexicon(entries).find(text)]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("fog horn", "Fog Horns and fog-horn", ["Fog Horns", "fog-horn"]),
        ("fog horn", "foghorn", []),
        ("fog horn", "fog. horn", []),
        ("policy", "two policies", ["policies"]),
        ("FogNet", "FogNets, fognet, FOGNET, FogNet", ["FogNets", "FogNet"]),
        ("FogNet-3", "FogNet 3 or FogNet3 or FogNet-3", ["FogNet 3", "FogNet3", "FogNet-3"]),
        ("FogNet-3", "FogNet-30", []),
        ("Poincaré map", "the Poincare map", []),
        ("ﬁne grid", "a fine grid", ["fine grid"]),
        ("fog", "fogs of fogginess", ["fogs"]),
    ],
)
def test_matching(name: str, text: str, found: list[str]) -> None:
    assert [surface for _, surface in names(text, Entry(name, (), Relation.TECHNIQUE))] == found


def test_aliases_find_the_entry() -> None:
    assert names("HS and the horn sieve", Entry("horn sieve", ("HS",), Relation.TECHNIQUE)) == [
        ("horn sieve", "HS"),
        ("horn sieve", "horn sieve"),
    ]


def test_the_longest_name_of_a_kind_wins_and_kinds_overlap() -> None:
    entries = (
        Entry("fog", (), Relation.TECHNIQUE),
        Entry("fog horn", (), Relation.TECHNIQUE),
        Entry("horn test", (), Relation.TASK),
    )
    assert names("a fog horn test in fog", *entries) == [
        ("fog horn", "fog horn"),
        ("horn test", "horn test"),
        ("fog", "fog"),
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_is_of_its_kind_sorted_and_without_repetition(path: Path) -> None:
    entries = read_entries(path)
    spelled = [entry.name for entry in entries]
    assert {entry.kind for entry in entries} == {Relation(path.stem)}
    assert spelled == sorted(spelled, key=str.lower)
    assert len(spelled) == len(set(spelled))
    for entry in entries:
        spellings = [entry.name, *entry.aliases]
        assert len(spellings) == len(set(spellings)), entry
        assert all(text == " ".join(text.split()) for text in spellings), entry


def test_there_are_files_for_the_kinds_that_have_names() -> None:
    assert {path.stem for path in FILES} == {"dataset", "metric", "task", "technique"}


def test_no_spelling_belongs_to_two_entries_of_one_kind() -> None:
    owners: dict[tuple[Relation, str], set[str]] = defaultdict(set)
    for entry in load_lexicon().entries:
        for text in (entry.name, *entry.aliases):
            owners[entry.kind, text].add(entry.name)
    assert {key: found for key, found in owners.items() if len(found) > 1} == {}


def test_names_that_resolution_would_join_by_accident_are_kept_apart() -> None:
    """Two names with one variant key become one entity; so they must be one name, or be listed as not the same."""
    by_key: dict[str, set[str]] = defaultdict(set)
    for entry in load_lexicon().entries:
        by_key[variant_key(entry.name)].add(entry.name)
    joined = {
        frozenset((one, other))
        for found in by_key.values()
        if len(found) > 1
        for one in found
        for other in found - {one}
    }
    assert joined - load_overrules().not_same == set()


def test_names_that_are_not_the_same_are_no_aliases_of_each_other() -> None:
    for entry in load_lexicon().entries:
        spellings = {entry.name, *entry.aliases}
        assert [pair for pair in load_overrules().not_same if pair <= spellings] == []


def test_stop_names_cover_their_variants() -> None:
    assert variant_key("Neural Networks") in load_stop_names()
    assert "" not in load_stop_names()


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("", 1, "columns name, aliases, kind"),
        ("name,aliases,kind\n", 1, "columns name, aliases, kind"),
        (HEADER + "Cora\t\tdataset\nHS horn sieve\n", 3, "HS horn sieve"),
        (HEADER + "Cora\t\tboat\n", 2, "boat"),
        (HEADER + "\tCora\tdataset\n", 2, "Cora"),
        (HEADER + "Cora\t\tdataset\textra\n", 2, "extra"),
    ],
)
def test_a_malformed_file_is_named_with_its_line(tmp_path: Path, text: str, line: int, expected: str) -> None:
    path = tmp_path / "dataset.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ResourceError) as error:
        read_entries(path)
    assert f"{path}: line {line}: " in str(error.value)
    assert expected in str(error.value)


def test_aliases_are_read_without_the_space_around_them(tmp_path: Path) -> None:
    path = tmp_path / "technique.tsv"
    path.write_text(HEADER + 'horn sieve\tHS |  "sieve" | \ttechnique\n', encoding="utf-8")
    assert read_entries(path) == [Entry("horn sieve", ("HS", '"sieve"'), Relation.TECHNIQUE)]


def test_a_name_without_letters_is_refused() -> None:
    with pytest.raises(ResourceError, match="no letter or digit"):
        Lexicon([Entry("++", (), Relation.METRIC)])


def test_broader_names_are_of_the_lexicon_and_lead_upwards() -> None:
    broader = load_broader()
    kinds: dict[str, set[Relation]] = defaultdict(set)
    for entry in load_lexicon().entries:
        kinds[entry.name].add(entry.kind)
    assert len(broader) > 150
    for narrower, above in broader.items():
        assert kinds[narrower] & kinds[above], (narrower, above)
    TopologicalSorter({narrower: {above} for narrower, above in broader.items()}).prepare()


@pytest.mark.parametrize("text", ["name\tbroader\n", "narrower\tbroader\na\n", "narrower\tbroader\na\tb\tc\n", ""])
def test_broader_names_that_are_not_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    (tmp_path / "broader.tsv").write_text(text or "a\tb\n", encoding="utf-8")
    monkeypatch.setattr("kg.lexicon.ontology_path", lambda *parts: tmp_path.joinpath(*parts))
    with pytest.raises(ResourceError, match=r"broader\.tsv: line \d: .* expected narrower, broader"):
        load_broader.__wrapped__()  # past the cache
