"""Finding a paper, what is shown of it, and the numbers of a whole graph."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from made import made

from kg.console import format_statistics
from kg.errors import LookupFailedError
from kg.frames import Frames
from kg.look.find import find_entity, find_node, find_paper
from kg.look.profile import LinkedEntity, RelatedPaper, profile_paper
from kg.model import Relation
from kg.stats import CommunityStatistics, KindStatistics, graph_statistics, statistics_rows
from kg.tables import EntityRow, LinkRow, MentionRow, PageRow, PaperRow, RelatedRow, Tables

KILN, KILNS, MOSS = "paper/the-kiln-a-survey", "paper/kilns-in-winter", "paper/moss-air"
CLAY, SONAR, CODE, HEAT = "dataset/Clay", "technique/sonar", "repository/warm/kilns", "technique/heat"


def paper(paper_id: str, title: str, community: int, *sources: str) -> PaperRow:
    return PaperRow(paper_id, title, "", (), None, "", "", sources, community, 0.0, 0.0)


def entity(entity_id: str, label: str, count: int, community: int = 0) -> EntityRow:
    return EntityRow(entity_id, entity_id.partition("/")[0], label, (), count, community, 0.0, 0.0)


TABLES = Tables(
    papers=(
        paper(KILN, "The Kiln: A Survey", 0, "a.txt", "b.txt"),
        paper(KILNS, "Kilns in Winter", 0, "a.txt"),
        paper(MOSS, "Moss & Air", 1, "b.txt"),
    ),
    entities=(
        entity(CLAY, "Clay", 2),
        entity(CODE, "warm/kilns", 1),
        entity(HEAT, "heat", 2),
        entity(SONAR, "sonar", 1, 1),
    ),
    links=(
        LinkRow(KILN, CLAY, "dataset", "used", 0.5, 2),
        LinkRow(KILN, CODE, "repository", "", 1.0, 1),
        LinkRow(KILN, HEAT, "keyword", "", 0.6, 1),
        LinkRow(KILN, HEAT, "technique", "introduced", 0.9, 1),
        LinkRow(KILNS, CLAY, "dataset", "introduced", 0.9, 1),
        LinkRow(KILNS, HEAT, "technique", "used", 0.9, 1),
        LinkRow(MOSS, SONAR, "technique", "used", 0.7, 1),
    ),
    mentions=(
        MentionRow(KILN, CLAY, "dataset", "Clay-1", "abstract", 9, 15, "lexicon", 0.5),
        MentionRow(KILN, CLAY, "dataset", "Clay", "abstract", 20, 24, "lexicon", 0.5),
        MentionRow(KILN, CLAY, "dataset", "Clay", "abstract", 30, 34, "lexicon", 0.5),
        MentionRow(KILN, HEAT, "keyword", "heat", "abstract", 0, 4, "model", 0.6),
        MentionRow(KILN, HEAT, "technique", "Heat", "title", 0, 4, "cue", 0.9),
        MentionRow(KILNS, HEAT, "technique", "HEAT", "title", 0, 4, "cue", 0.9),
    ),
    related=(
        RelatedRow(KILN, KILNS, 2.5, (HEAT, CLAY)),
        RelatedRow(KILN, MOSS, 0.5, ()),
        RelatedRow(KILNS, MOSS, 1, ()),
    ),
    pages=(PageRow(KILN, "https://warm.example"), PageRow(MOSS, "https://moss.example")),
)


def frame(papers: Sequence[PaperRow]) -> pd.DataFrame:
    return pd.DataFrame(papers, columns=PaperRow._fields)


@pytest.fixture
def frames(tmp_path: Path) -> Frames:
    return made(TABLES, tmp_path)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (MOSS, MOSS),
        ("moss  AIR", MOSS),
        ("Moss", MOSS),
        ("winter", KILNS),
        ("n win", KILNS),
        ("the kiln - a survey.", KILN),
        ("kiln: A", KILN),
    ],
)
def test_a_paper_is_found_by_identifier_title_or_part(text: str, found: str) -> None:
    assert find_paper(frame(TABLES.papers), text) == found


def test_a_whole_title_goes_before_a_part_of_another() -> None:
    papers = [*TABLES.papers, paper("paper/k", "Kilns in Winter and Summer", 0)]
    assert find_paper(frame(papers), "kilns in winter") == KILNS


def test_several_titles_are_named_shortened_and_counted() -> None:
    with pytest.raises(LookupFailedError) as raised:
        find_paper(frame(TABLES.papers), "kiln")
    assert str(raised.value) == (
        "2 titles contain 'kiln'; say more of the one you mean:\n  The Kiln: A Survey\n  Kilns in Winter"
    )
    papers = [paper(f"paper/{number}", f"Kiln number {number} {'of many ' * 20}", 0) for number in range(11)]
    with pytest.raises(LookupFailedError) as raised:
        find_paper(frame(papers), "kiln")
    lines = str(raised.value).splitlines()
    assert len(lines) == 10
    assert lines[-1] == "  and 3 more"
    assert all(len(line) <= 102 and line.endswith("…") for line in lines[1:-1])


@pytest.mark.parametrize("text", ["ferry", "", "???", "paper/none"])
def test_no_title(text: str) -> None:
    with pytest.raises(LookupFailedError) as raised:
        find_paper(frame([*TABLES.papers, paper("paper/%21", "!", 0)]), text)
    assert str(raised.value) == f"no title contains {text!r}; try fewer words"


def test_titles_with_most_of_the_words_are_offered() -> None:
    with pytest.raises(LookupFailedError) as raised:
        find_paper(frame(TABLES.papers), "kiln survey air")
    assert str(raised.value) == "no title contains 'kiln survey air'; near it: 'The Kiln: A Survey'"


def test_papers_of_one_title_are_told_apart_by_their_identifiers() -> None:
    papers = frame([*TABLES.papers, paper("paper/moss-air-2", "Moss & Air", 0)])
    with pytest.raises(LookupFailedError) as raised:
        find_paper(papers, "moss air")
    assert str(raised.value) == (
        "2 titles contain 'moss air'; say more of the one you mean:\n"
        "  Moss & Air = paper/moss-air\n  Moss & Air = paper/moss-air-2"
    )
    assert find_paper(papers, "paper/moss-air-2") == "paper/moss-air-2"


def test_a_title_without_a_letter_is_found_too() -> None:
    assert find_paper(frame([*TABLES.papers, paper("paper/%21", "!", 0)]), "!") == "paper/%21"


@pytest.mark.parametrize("text", [SONAR, "sonar", "Sonars", "SONAR"])
def test_an_entity_is_found_by_identifier_or_any_name(text: str, frames: Frames) -> None:
    assert find_entity(frames.entities, text) == SONAR


def test_no_entity_and_several(frames: Frames) -> None:
    with pytest.raises(LookupFailedError, match=r"no entity is called 'sonr'; did you mean 'sonar'\?"):
        find_entity(frames.entities, "sonr")
    with pytest.raises(LookupFailedError, match="no entity is called 'ferry'; `kg entities` lists what there is"):
        find_entity(frames.entities, "ferry")
    entities = pd.DataFrame([entity("task/heat", "Heat", 1), entity(HEAT, "heats", 1)], columns=EntityRow._fields)
    with pytest.raises(LookupFailedError) as raised:
        find_entity(entities, "heat")
    assert str(raised.value) == (
        "2 entities are called 'heat'; say which by its identifier:\n  task/heat\n  technique/heat"
    )
    assert find_entity(entities, "Heat") == "task/heat"


@pytest.mark.parametrize(
    ("text", "found"), [("moss & air", MOSS), ("heat", HEAT), ("Clay", CLAY), (CODE, CODE), ("winter", KILNS)]
)
def test_a_node_is_a_whole_title_then_an_entity_then_a_part_of_a_title(text: str, found: str, frames: Frames) -> None:
    assert find_node(frames.papers, frames.entities, text) == found
    titled = pd.concat([frames.papers, frame([paper("paper/heat", "Heat", 0)])])
    assert find_node(titled, frames.entities, "heat") == "paper/heat"


def test_no_node_and_several(frames: Frames) -> None:
    with pytest.raises(LookupFailedError, match="no entity is called 'ferry', and no title contains 'ferry'"):
        find_node(frames.papers, frames.entities, "ferry")
    with pytest.raises(
        LookupFailedError,
        match=r"no entity is called 'kiln' \(did you mean 'warm/kilns'\?\), and 2 titles contain 'kiln'",
    ):
        find_node(frames.papers, frames.entities, "kiln")


def test_a_profile_shows_entities_by_relation_with_their_words(frames: Frames) -> None:
    profile = profile_paper(frames, KILN)
    assert profile.paper == TABLES.papers[0]._replace(authors=[], sources=["a.txt", "b.txt"])
    assert list(profile.entities) == ["repository", "dataset", "technique", "keyword"]
    assert profile.entities["dataset"] == (LinkedEntity("Clay", "used", 0.5, 2, ("Clay-1", "Clay")),)
    assert profile.entities["technique"] == (LinkedEntity("heat", "introduced", 0.9, 2, ("Heat",)),)
    assert profile.entities["keyword"] == (LinkedEntity("heat", "", 0.6, 2, ("heat",)),)
    assert profile.pages == ("https://warm.example",)
    assert repr(profile) == str(profile) == PROFILE


PROFILE = """The Kiln: A Survey
in a.txt, b.txt
https://warm.example

Repositories
  warm/kilns - ; score 1.00

Datasets
  Clay - "Clay-1", "Clay"; score 0.50, in 2 papers

Techniques
  heat (introduced) - "Heat"; score 0.90, in 2 papers

Keywords
  heat - "heat"; score 0.60, in 2 papers

Related papers
  Kilns in Winter - 2.5: heat, Clay
  Moss & Air - 0.5: """


def test_a_profile_in_a_notebook_is_escaped(tmp_path: Path) -> None:
    hostile = replace(TABLES, papers=[row._replace(title=f"<b>{row.title}") for row in TABLES.papers])
    shown = profile_paper(made(hostile, tmp_path), KILN)._repr_html_()
    assert "<h4>&lt;b&gt;The Kiln: A Survey</h4>" in shown
    assert "<li>&lt;b&gt;Kilns in Winter - 2.5: heat, Clay</li>" in shown
    assert "<b>&lt;" not in shown


def test_a_profile_shows_the_most_related_papers_and_why(frames: Frames) -> None:
    related = profile_paper(frames, KILNS).related
    assert related == (RelatedPaper("The Kiln: A Survey", 2.5, ("heat", "Clay")), RelatedPaper("Moss & Air", 1, ()))
    assert profile_paper(frames, KILNS, most_related=1).related == related[:1]


def test_entities_of_a_relation_stand_strongest_first(tmp_path: Path) -> None:
    links = [LinkRow(MOSS, CLAY, "dataset", "used", score, 1) for score in (0.1, 0.3, 0.2)]
    frames = made(replace(TABLES, links=links), tmp_path)
    assert [linked.score for linked in profile_paper(frames, MOSS).entities["dataset"]] == [0.3, 0.2, 0.1]


def test_the_statistics_of_a_graph() -> None:
    found = graph_statistics(TABLES)
    assert (found.papers, found.papers_in_several_sources, found.related, found.communities) == (3, 1, 3, 2)
    assert (found.components, found.largest_component_papers) == (2, 2)
    clay, _, heat, _ = TABLES.entities
    assert found.kinds == {
        "repository": KindStatistics(1, 1, 0, ()),
        "dataset": KindStatistics(2, 1, 1, (clay,)),
        "metric": KindStatistics(0, 0, 0, ()),
        "technique": KindStatistics(3, 2, 1, (heat,)),
        "task": KindStatistics(0, 0, 0, ()),
        "keyword": KindStatistics(1, 0, 0, ()),
    }
    assert list(found.kinds) == [relation.value for relation in Relation]
    assert found.largest_communities == (CommunityStatistics(0, "Clay, heat", 2), CommunityStatistics(1, "sonar", 1))


def test_years_are_counted_in_order() -> None:
    papers = [paper(f"paper/{n}", "", 0)._replace(year=year) for n, year in enumerate((2021, None, 1999, 2021))]
    assert list(graph_statistics(replace(TABLES, papers=papers, links=())).years.items()) == [(1999, 1), (2021, 2)]


def test_statistics_as_rows() -> None:
    papers = [row._replace(year=2001) for row in TABLES.papers]
    rows = statistics_rows(graph_statistics(replace(TABLES, papers=papers)))
    assert rows.columns == ("what", "of", "count")
    assert {
        ("papers", "", 3),
        ("components", "", 2),
        ("links", "dataset", 2),
        ("shared entities", "technique", 1),
        ("papers with dataset", "Clay", 2),
        ("papers in community", "Clay, heat", 2),
        ("papers of year", "2001", 3),
    } <= set(rows.rows)


def test_bars_are_as_long_as_their_counts() -> None:
    lines = format_statistics(graph_statistics(TABLES)).partition("entities by kind\n")[2].splitlines()[:6]
    bars = {line.split()[0]: line.count("█") for line in lines}
    assert bars == {"repository": 24, "dataset": 24, "metric": 0, "technique": 48, "task": 0, "keyword": 0}


def test_there_are_no_bars_of_nothing() -> None:
    told = format_statistics(graph_statistics(Tables((), (), (), (), (), ())))
    assert "█" not in told
    assert "by year" not in told


def test_the_most_shared_entities_come_first_and_no_more_than_asked() -> None:
    entities = [entity(f"task/{name}", name, count) for name, count in (("a", 2), ("b", 9), ("c", 9), ("d", 1))]
    found = graph_statistics(replace(TABLES, entities=[*TABLES.entities, *entities]), top=2).kinds["task"]
    assert [shared.label for shared in found.top] == ["b", "c"]
    assert (found.entities, found.shared) == (4, 3)


def test_the_statistics_of_nothing() -> None:
    found = graph_statistics(Tables((), (), (), (), (), ()))
    assert (found.papers, found.components, found.largest_component_papers) == (0, 0, 0)
