"""Repositories and pages: every spelling of an address that papers use, and where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.addresses import find_addresses, parse_repository
from kg.extract.passage import Passage, make_passages
from kg.extract.repository import find_pages, find_repositories
from kg.lexicon import Lexicon
from kg.model import Field, LinkedMention, Mention, Paper, Relation
from kg.overrules import load_overrules
from kg.resolve import resolve

NO_LEXICON = Lexicon([])
OWNERS = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9-]{0,8}[A-Za-z0-9])?", fullmatch=True).filter(
    lambda owner: parse_repository(f"https://github.com/{owner}/x") is not None
)
NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,10}[A-Za-z0-9_-]", fullmatch=True).filter(
    lambda name: not name.lower().endswith(".git")
)


def passages(abstract: str) -> tuple[Passage, ...]:
    return make_passages(Paper("paper/a", "Lanterns at sea", abstract), NO_LEXICON)


def repositories(abstract: str) -> list[str]:
    return [mention.name for mention in find_repositories(passages(abstract))]


def pages(abstract: str, *given: str) -> list[str]:
    return find_pages(Paper("paper/a", "Lanterns at sea", abstract, pages=given), passages(abstract))


@pytest.mark.parametrize(
    "written",
    [
        "https://github.com/moss/lantern",
        "http://github.com/moss/lantern",
        "https://www.github.com/moss/lantern",
        "www.github.com/moss/lantern",
        "github.com/moss/lantern",
        "HTTPS://GitHub.com/moss/lantern",
        "https: //github.com/moss/lantern",
        "https:// github.com/moss/lantern",
        "https ://github.com/moss/lantern",
        "https://github. com/moss/lantern",
        "https://github.com/moss/lantern/",
        "https://github.com/moss/lantern.git",
        "git://github.com/moss/lantern.git",
        "git@github.com:moss/lantern.git",
        "https://github.com/moss/lantern/tree/master/tools/fog",
        "https://github.com/moss/lantern/blob/main/README.md",
        "https://github.com/moss/lantern#readme",
        "https://github.com/moss/lantern?tab=readme",
        "https://raw.githubusercontent.com/moss/lantern/main/a.py",
    ],
)
@pytest.mark.parametrize(
    "sentence", ["{}", "{}.", "Code: {}, and more.", "We share it ({}).", r"\url{{{}}}", "[{}];", "“{}”", "<{}>!"]
)
def test_every_spelling_is_the_repository(written: str, sentence: str) -> None:
    assert repositories(sentence.format(written)) == ["moss/lantern"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://github.com/moss/lantern{https://github.com/moss/lantern}", ["moss/lantern"] * 2),
        ("https://github.com/moss/a,https://github.com/moss/b.", ["moss/a", "moss/b"]),
        ("https://github.com/moss/Slow-Tide-Model-STM-. Later", ["moss/Slow-Tide-Model-STM-"]),
        ("https://github.com/moss/tide.v2", ["moss/tide.v2"]),
        ("https://github.com/moss/lantern代码", ["moss/lantern"]),
        ("https://github.com/moss/moss.github.io", ["moss/moss.github.io"]),
        ("https://github.com/moss", []),
        ("https://github.com/moss/.", []),
        ("https://github.com/orgs/moss", []),
        ("https://moss.github.io/lantern", []),
        ("https://gist.github.com/moss/12345", []),
        ("https://notgithub.com/moss/lantern", []),
        ("the GitHub organisation moss/lantern", []),
    ],
)
def test_what_is_a_repository_and_what_is_not(text: str, expected: list[str]) -> None:
    assert repositories(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See https://moss.github.io/lantern.", "https://moss.github.io/lantern"),
        ("See moss-lantern.github.io.", "https://moss-lantern.github.io"),
        ("See github-fan.github.io/lantern for films.", "https://github-fan.github.io/lantern"),
        ("The group (https://github.com/moss).", "https://github.com/moss"),
        ("Weights at https://huggingface.co/moss/fog-7b, free.", "https://huggingface.co/moss/fog-7b"),
        ("www.example.org/fog_(1998).", "https://www.example.org/fog_(1998)"),
    ],
)
def test_other_addresses_are_pages(text: str, expected: str) -> None:
    assert pages(text) == [expected]
    assert repositories(text) == []


def test_a_repository_is_no_page_and_given_pages_stay() -> None:
    text = "Code: https://github.com/moss/lantern, film: https://b.example.org/x."
    assert pages(text, "https://a.example.org") == ["https://a.example.org", "https://b.example.org/x"]


def test_addresses_stand_where_they_are_written() -> None:
    text = "Twice: https: //github.com/moss/lantern.git and (www.github.com/moss/fog/tree/dev)."
    found = find_repositories(passages(text))
    assert [mention.surface for mention in found] == [
        "https: //github.com/moss/lantern.git",
        "www.github.com/moss/fog/tree/dev",
    ]
    assert all(text[mention.start : mention.end] == mention.surface for mention in found)
    assert {mention.field for mention in found} == {Field.ABSTRACT}


def test_case_makes_no_second_repository() -> None:
    mentions = [
        Mention(paper.paper_id, *rest)
        for paper in (
            Paper("paper/a", "https://github.com/Moss/Lantern"),
            Paper("paper/b", "https://github.com/moss/lantern"),
        )
        for found in find_repositories(make_passages(paper, NO_LEXICON))
        for rest in [
            (found.relation, found.field, found.start, found.end, found.surface, "address", 1.0, found.role, found.name)
        ]
    ]
    resolution = resolve(mentions, lexicon=NO_LEXICON, overrules=load_overrules())
    assert [(entity.kind, entity.paper_count) for entity in resolution.entities] == [(Relation.REPOSITORY, 2)]
    assert len(resolution.links) == 2
    assert all(isinstance(item, LinkedMention) for item in resolution.mentions)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Code at ", "(", "see: ", "", r"\href{", "— "]),
            st.sampled_from(["https://github.com/", "http://www.github.com/", "https: //github.com/"]),
            OWNERS,
            NAMES,
            st.sampled_from(["", ".git", "/tree/master/a", "/blob/main/b.py", "/"]),
            st.sampled_from([" ", ". ", ", ", ") ", "}{x} ", "). "]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_generated_sentences_give_their_repositories_at_their_places(parts: list[tuple[str, ...]]) -> None:
    text = "".join(f"{before}{host}{owner}/{name}{inside}{after}" for before, host, owner, name, inside, after in parts)
    found = find_repositories(passages(text))
    assert [mention.name for mention in found] == [f"{owner}/{name}" for _, _, owner, name, _, _ in parts]
    for mention in found:
        assert text[mention.start : mention.end] == mention.surface
        assert mention.name in mention.surface


@given(st.text(alphabet=st.sampled_from("htps:/ wgiub.com@a-_{}()[],;'\"\\é文"), max_size=60))
def test_no_text_breaks_the_search_for_addresses(text: str) -> None:
    for address in find_addresses(text):
        assert text[slice(*address.span)]
        assert " " not in address.url
        assert address.url.partition("://")[2]
