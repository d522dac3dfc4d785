"""BibTeX and BibLaTeX: everything that reference managers write, and everything that people break."""

from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_file

from kg.model import Paper
from kg.read import READERS, Head, Skipped, SourceFile

BIBTEX = READERS["bibtex"]
FOLDER = Path(__file__).parent / "readers" / "bibtex"


def read(text: str) -> list[Paper | Skipped]:
    return list(BIBTEX.read(SourceFile.of_text(text, "a.bib")))


def entry(**fields: str) -> Paper:
    listed = "".join(f", {name} = {value}" for name, value in {"title": "{Kilns}", **fields}.items())
    (item,) = read(f"@article{{key{listed}}}")
    assert isinstance(item, Paper)
    return item


def test_as_many_entries_as_another_parser_finds() -> None:
    library = FOLDER / "golden-library.bib"
    expected = parse_file(str(library))
    items = list(BIBTEX.read(SourceFile.of_path(library, "a.bib")))
    assert len(items) == len(expected.entries) == 48
    assert not expected.failed_blocks
    dois = {entry.fields_dict["doi"].value.lower() for entry in expected.entries if "doi" in entry.fields_dict}
    assert len({item.doi for item in items if isinstance(item, Paper) and item.doi}) == len(dois) == 19


TITLES = {
    "{The {B}right {\\'E}cole}": "The Bright École",
    '"Quoted {"}Words{"}"': 'Quoted "Words"',
    "{{Double Braces}}": "Double Braces",
    "{A \\emph{Slow} {\\bf Bold} Study}": "A Slow Bold Study",
    "{Cr\\`eme br\\^ul\\'ee}": "Crème brûlée",
    "{\\c{C}a{\\u g}lar, \\H{o}, \\oe, \\ss{} and \\AA}": "Çağlar, ő, œ, ß and Å",
    "{Ham \\& Eggs: 50\\% of C\\#}": "Ham & Eggs: 50% of C#",
    "{50% off and $x_{1}^{2}$ kept}": "50% off and $x_{1}^{2}$ kept",
    "{Pages 1--9 --- ``quoted''}": "Pages 1–9 — “quoted”",  # noqa: RUF001
    "{A~tie and a\n   line end}": "A tie and a line end",
    "{One} # { and } # {Two}": "One and Two",
    "{Plain é ü 漢字}": "Plain é ü 漢字",
    "jan # { in } # 2001": "January in 2001",
    "notdefined": "notdefined",
    "2001": "2001",
}


@pytest.mark.parametrize(("written", "title"), TITLES.items())
def test_values_and_latex(written: str, title: str) -> None:
    assert entry(title=written).title == title


def test_macros_in_any_case_and_of_other_macros() -> None:
    text = '@STRING{One = "First"}\n@string(two = one # { Second})\n@article{a, title = TWO # {!}}'
    assert [item.title for item in read(text) if isinstance(item, Paper)] == ["First Second!"]


NAMES = {
    "Potter, Ada": ("Ada Potter",),
    "Ada Potter and Bo Ember": ("Ada Potter", "Bo Ember"),
    "de la Mer, Ana and van Gogh, Vincent": ("Ana de la Mer", "Vincent van Gogh"),
    "King, Jr., Martin Luther": ("Martin Luther King Jr.",),
    "{The Kiln Club} and {Barnes and Noble}": ("The Kiln Club", "Barnes and Noble"),
    "Potter, Ada and others": ("Ada Potter",),
    "Potter, Ada and {et al.}": ("Ada Potter",),
    "Garc{\\'\\i}a, Jos\\'e": ("José García",),
    "a, b, c, d, e": ("a, b, c, d, e",),
    ",,,": (),
}


@pytest.mark.parametrize(("written", "names"), NAMES.items())
def test_names(written: str, names: tuple[str, ...]) -> None:
    assert entry(author=f"{{{written}}}").authors == names


@pytest.mark.parametrize(
    ("fields", "year"),
    [
        ({"year": "2017"}, 2017),
        ({"year": "{c2017}"}, 2017),
        ({"date": "{2017-06-12/2018}"}, 2017),
        ({"year": "{in press}", "date": "{2019}"}, 2019),
        ({"year": "{in press}"}, None),
    ],
)
def test_years(fields: dict[str, str], year: int | None) -> None:
    assert entry(**fields).year == year


@pytest.mark.parametrize(
    "fields",
    [
        {"eprint": "{1706.03762v5}", "archiveprefix": "{arXiv}"},
        {"eprint": "{1706.03762}", "eprinttype": "{arxiv}"},
        {"eprint": "{arXiv:1706.03762}"},
        {"journal": "{arXiv preprint arXiv:1706.03762}"},
        {"journal": "{CoRR}", "volume": "{abs/1706.03762}"},
        {"url": "{http://arxiv.org/abs/1706.03762v2}"},
        {"doi": "{10.48550/arXiv.1706.03762}"},
        {"note": "{arXiv: 1706.03762 [cs]}"},
    ],
)
def test_arxiv_identifiers_wherever_they_stand(fields: dict[str, str]) -> None:
    assert entry(**fields).arxiv_id == "1706.03762"


def test_identifiers_of_other_archives_are_not_of_arxiv() -> None:
    assert entry(eprint="{1706.03762}", eprinttype="{jstor}").arxiv_id == ""


def test_addresses_of_code_and_pages() -> None:
    paper = entry(
        note=r"{Code: \url{https://github.com/warm/kilns}, see also \href{https://warm.example/a}{here}.}",
        howpublished=r"{\url{https://warm.example/b_c}}",
        url="{https://warm.example}",
    )
    assert paper.code == ("https://github.com/warm/kilns",)
    assert paper.pages == ("https://warm.example/b_c",)
    assert paper.url == "https://warm.example"


def test_what_an_entry_takes_from_another() -> None:
    child = "@inproceedings{a, title = {Kilns}, crossref = {V}}"
    parent = "@proceedings{v, title = {Warm Papers}, year = 2001, editor = {Ember, Bo}, doi = {10.1/v}}"
    for text in (f"{child}\n{parent}", f"{parent}\n{child}"):
        papers = [item for item in read(text) if isinstance(item, Paper)]
        assert [(paper.title, paper.venue, paper.year, paper.doi) for paper in papers] == [
            ("Kilns", "Warm Papers", 2001, "")
        ]
    (alone,) = read(child)
    assert isinstance(alone, Paper)
    inherited = read("@xdata{x, year = 1999, journal = {Warmth}}\n@article{a, title = {Kilns}, xdata = {x, y}}")
    assert [(item.title, item.year, item.venue) for item in inherited if isinstance(item, Paper)] == [
        ("Kilns", 1999, "Warmth")
    ]


BROKEN = {
    "@article{a, title = {Open": "premature end of file",
    "@article{a, title {No Sign}}": "'=' expected",
    '@article{a, title = "Open}': "unbalanced braces",
    "@article{}": "entry key expected",
    "@article{a, year = 2001}": "no title",
    "@article{a, title = {}}": "no title",
    "@article{a, title = {" + "{" * 200 + "}" * 200 + "}}": "too many nested braces",
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_entry_loses_nothing_but_itself(broken: str) -> None:
    good = "@article{g%d,\n title = {Good %d}\n}\n"
    items = read(good % (1, 1) + "\n" + broken + "\n" + good % (2, 2))
    assert [item.title for item in items if isinstance(item, Paper)] == ["Good 1", "Good 2"]
    (skipped,) = (item for item in items if isinstance(item, Skipped))
    assert skipped.line == 5
    assert BROKEN[broken] in skipped.reason


def test_macros_do_not_explode() -> None:
    rounds = "\n".join(f"@string{{m{n + 1} = {' # '.join([f'm{n}'] * 20)}}}" for n in range(40))
    items = read(f"@string{{m0 = {{xxxxxxxxxx}}}}\n{rounds}\n@article{{a, title = {{Good}}}}")
    assert [item.title for item in items if isinstance(item, Paper)] == ["Good"]
    assert "a value of more than 1,048,576 characters" in str(items)


KNOWN = {
    "@article{a,\n title = {A}}": True,
    "\ufeff\n\n  @Misc (a, title = {A})": True,
    "% Encoding: UTF-8\n\n@article{a, title = {A}}": True,
    "Automatically generated; write to a@b.example\n\n@article{a, title = {A}}": True,
    "@comment{jabref}": True,
    "# A project\n\nCite us:\n\n@article{a, title = {A}}": False,
    "<html>\n@article{a, title = {A}}": False,
    "@someone wrote\n\nA title": False,
    "A Title\n\n" + "We write a long abstract. " * 20 + "\n\n@article{a, title = {A}}": False,
    "": False,
}


@pytest.mark.parametrize(("head", "known"), KNOWN.items(), ids=range(len(KNOWN)))
def test_bibliographies_are_known_by_their_first_entry(head: str, known: bool) -> None:
    assert BIBTEX.knows(Head(head.encode(), head.removeprefix("\ufeff"))) is known
