"""Fetching from services that a real server of this machine plays: what they give, and all that goes wrong."""

import gzip
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from services import (
    Asked,
    FakeClock,
    FakeServices,
    acl_bibliography,
    acl_collection,
    arxiv_entry,
    arxiv_feed,
    daily_paper,
    graph_paper,
)
from services import work as openalex_work
from starlette.responses import Response, StreamingResponse

import kg
from kg.cli import main
from kg.errors import BrokenAnswerError, FetchError, KgError, OutputError
from kg.harvest import SERVICES, Fetched, Progress, plan
from kg.harvest.kept import KeptAnswers
from kg.harvest.service import Wish
from kg.read import read_papers

KEYS = ("OPENALEX_API_KEY", "S2_API_KEY", "HF_TOKEN")
ATOM = "{http://www.w3.org/2005/Atom}"
UNTRUSTED = Path(__file__).parent / "hostile" / "untrusted.pem"
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*KEYS, "KG_CONTACT", *PROXIES, *map(str.upper, PROXIES)):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    clock = FakeClock()
    for module in ("client", "pace", "kept"):
        monkeypatch.setattr(f"kg.harvest.{module}.time", clock)
    return clock


@pytest.fixture(scope="module")
def services() -> Iterator[FakeServices]:
    with FakeServices().running() as services:
        yield services


@pytest.fixture
def fake(services: FakeServices, clock: FakeClock) -> FakeServices:
    """The services, as if they were just begun."""
    services.clock, services.papers = clock, 5
    services.asked.clear()
    services.faults.clear()
    return services


@pytest.fixture
def get(fake: FakeServices, tmp_path: Path) -> Callable[..., Fetched]:
    """Fetch from the fake services into `out`, with a cache of the test's own."""

    def get(service: str, query: str | list[str] = "moss", **options: Any) -> Fetched:
        given = {"url": fake.address, "cache": tmp_path / "cache", "attempts": 3, **options}
        return kg.fetch(service, query, given.pop("file", tmp_path / "out"), **given)

    return get


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["fetch", *map(str, arguments)], prog_name="kg")


def json_lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def entries(file: Path) -> list[etree._Element]:
    return etree.parse(file).getroot().findall(f"{ATOM}entry")


def canonical(element: etree._Element | None) -> bytes:
    assert element is not None
    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False)


def fault(answer: Response, *, after: int = 0, times: int = 10**6) -> Callable[[Asked], Response | None]:
    """Return a fault for `times` of the requests after the first `after`."""
    seen = iter(range(10**9))
    return lambda _: answer if after <= next(seen) < after + times else None


# --------------------------------------------------------------------------------------- what is fetched can be read


@pytest.mark.parametrize(
    ("service", "query", "format"),
    [
        ("arxiv", "moss", "arxiv-atom"),
        ("openalex", "moss", "openalex"),
        ("semanticscholar", "moss", "semantic-scholar"),
        ("huggingface", "moss", "hugging-face"),
        ("acl", "2023.acl-long, P18", "acl-anthology"),
        ("acl", 'morse "über sense"', "bibtex"),
    ],
)
def test_what_a_service_gave_is_read_by_the_reader_of_its_format(
    fake: FakeServices, get: Callable[..., Fetched], service: str, query: str | list[str], format: str
) -> None:
    fetched = get(service, query, limit=3)
    reading = read_papers([fetched.file])
    assert [(file.format, file.records) for file in reading.files] == [(format, fetched.records)]
    assert reading.papers
    assert not reading.skipped


# ----------------------------------------------------------------------------------- what the services give, verbatim


def test_arxiv_gives_its_entries_page_by_page(fake: FakeServices, get: Callable[..., Fetched], tmp_path: Path) -> None:
    fake.papers = 450
    done = get("arxiv", limit=420)
    assert done == Fetched(tmp_path / "out", 420, sent=3, reused=0, duplicates=0, limited=True, missing=())
    assert [(asked.query["start"], asked.query["max_results"]) for asked in fake.asked] == [
        ("0", "200"),
        ("200", "200"),
        ("400", "200"),
    ]
    given = etree.fromstring(arxiv_feed([arxiv_entry(n) for n in range(420)], 450).encode()).findall(f"{ATOM}entry")
    found = entries(tmp_path / "out")
    assert [entry.findtext(f"{ATOM}id") for entry in found] == [entry.findtext(f"{ATOM}id") for entry in given]
    namespaces = {"atom": ATOM[1:-1], "arxiv": "http://arxiv.org/schemas/atom"}
    for old, new in zip(given, found, strict=True):
        assert [(e.tag, e.text, dict(e.attrib)) for e in old.iter()] == [
            (e.tag, e.text, dict(e.attrib)) for e in new.iter()
        ]
        assert new.findtext("arxiv:comment", namespaces=namespaces) == "8 pages"


def test_plain_words_for_arxiv_must_all_be_there_and_its_own_syntax_is_kept(
    fake: FakeServices, get: Callable[..., Fetched]
) -> None:
    get("arxiv", 'moss "graph network"')
    get("arxiv", "cat:cs.DL ANDNOT ti:survey", since=date(2024, 1, 2), until=date(2024, 2, 1))
    assert [asked.query["search_query"] for asked in fake.asked] == [
        'all:moss AND all:"graph network"',
        "(cat:cs.DL ANDNOT ti:survey) AND submittedDate:[202401020000 TO 202402012359]",
    ]


def test_openalex_gives_its_works_by_cursor(fake: FakeServices, get: Callable[..., Fetched], tmp_path: Path) -> None:
    fake.papers = 250
    done = get("openalex", "moss & bells", since=date(2024, 1, 1), until=date(2024, 12, 31))
    assert (done.records, done.sent) == (250, 4)
    assert json_lines(tmp_path / "out") == [openalex_work(number) for number in range(250)]
    assert [asked.query["cursor"] for asked in fake.asked] == ["*", "after-100", "after-200", "after-300"]
    assert {asked.query["search"] for asked in fake.asked} == {"moss & bells"}
    expected = "from_publication_date:2024-01-01,to_publication_date:2024-12-31"
    assert {asked.query["filter"] for asked in fake.asked} == {expected}


def test_an_openalex_filter_is_sent_as_one(fake: FakeServices, get: Callable[..., Fetched]) -> None:
    get("openalex", "title.search:moss,publication_year:2024", since=date(2024, 5, 1), limit=3)
    assert fake.targets == [
        "/works?filter=title.search:moss,publication_year:2024,from_publication_date:2024-05-01&per_page=3&cursor=*"
    ]


def test_semantic_scholar_gives_its_papers_by_token(
    fake: FakeServices, get: Callable[..., Fetched], tmp_path: Path
) -> None:
    done = get("semanticscholar", "moss", since=date(2024, 1, 1))
    assert (done.records, done.sent) == (5, 3)
    assert json_lines(tmp_path / "out") == [graph_paper(number) for number in range(5)]
    assert [asked.query.get("token") for asked in fake.asked] == [None, "t2", "t4"]
    assert {asked.query["publicationDateOrYear"] for asked in fake.asked} == {"2024-01-01:"}
    assert "abstract" in fake.asked[0].query["fields"].split(",")


def test_hugging_face_finds_papers_and_lists_days(
    fake: FakeServices, get: Callable[..., Fetched], tmp_path: Path
) -> None:
    assert get("huggingface", "moss", limit=4).records == 4
    assert fake.targets == ["/api/papers/search?q=moss&limit=4"]
    get("huggingface", "daily", since=date(2024, 1, 30), until=date(2024, 2, 1))
    assert [asked.query["date"] for asked in fake.asked[1:]] == ["2024-01-30", "2024-01-31", "2024-02-01"]
    expected = [daily_paper(100 * day + number) for day in (30, 31, 1) for number in range(5)]
    assert json_lines(tmp_path / "out") == expected


def test_the_newest_daily_papers_come_in_pages(fake: FakeServices, get: Callable[..., Fetched]) -> None:
    fake.papers = 230
    assert get("huggingface", "daily", limit=215).records == 215
    assert [asked.query["p"] for asked in fake.asked] == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["2023.acl"], ["long 1", "long 2", "short 1", "short 2"]),
        (["2023.acl-short"], ["short 1", "short 2"]),
        (["2023.acl-short.2", "https://aclanthology.org/2023.acl-long.1/"], ["short 2", "long 1"]),
        (["P18-1"], ["1 1", "1 2"]),
        (["P18-2002"], ["2 2"]),
    ],
)
def test_the_anthology_gives_collections_volumes_and_papers(
    fake: FakeServices, get: Callable[..., Fetched], tmp_path: Path, asked: list[str], found: list[str]
) -> None:
    assert get("acl", asked).missing == ()
    root = etree.parse(tmp_path / "out").getroot()
    assert root.tag == "collection"
    assert [f"{v.get('id')} {p.get('id')}" for v in root.iter("volume") for p in v.iter("paper")] == found
    original = etree.fromstring(acl_collection(str(root.get("id"))).encode())
    for volume in root.iter("volume"):
        same = original.find(f"volume[@id='{volume.get('id')}']")
        assert same is not None
        assert volume.items() == same.items()
        assert canonical(volume.find("meta")) == canonical(same.find("meta"))
        for paper in volume.iter("paper"):
            assert canonical(paper) == canonical(same.find(f"paper[@id='{paper.get('id')}']"))
    assert len(fake.asked) == 1, "a collection is asked for once, whatever is wanted of it"


def test_several_collections_stand_in_one_element(
    fake: FakeServices, get: Callable[..., Fetched], tmp_path: Path
) -> None:
    get("acl", "2023.acl-long, P18")
    root = etree.parse(tmp_path / "out").getroot()
    assert [(shelf.tag, shelf.get("id")) for shelf in root] == [("collection", "2023.acl"), ("collection", "P18")]
    assert len(list(root.iter("paper"))) == 6


@pytest.mark.parametrize(
    ("query", "dates", "found"),
    [
        ('morse "über sense"', {}, [0, 1, 2, 3, 4]),
        ('"word sense" ENOUGH', {}, [1, 3]),
        ('"sense word"', {}, []),
        ("pars", {}, []),
        ("parsing", {"since": date(2021, 6, 1), "until": date(2022, 1, 1)}, [2, 3]),
    ],
)
def test_the_anthology_is_searched_in_its_bibtex(
    fake: FakeServices,
    get: Callable[..., Fetched],
    tmp_path: Path,
    query: str,
    dates: dict[str, date],
    found: list[int],
) -> None:
    entries = "".join(acl_bibliography([number]).partition("\n")[2] for number in found)
    if entries:
        assert get("acl", query, **dates).records == len(found)
        assert (tmp_path / "out").read_text(encoding="utf-8") == entries
    else:
        with pytest.raises(FetchError, match="has no record for"):
            get("acl", query, **dates)
    assert fake.targets == ["/anthology+abstracts.bib.gz?"]


def test_the_anthology_is_asked_at_two_addresses(tmp_path: Path) -> None:
    urls = [plan("acl", query, cache=tmp_path).requests[0].url for query in ("2023.acl", "morse")]
    assert urls == [
        "https://raw.githubusercontent.com/acl-org/acl-anthology/master/data/xml/2023.acl.xml",
        "https://aclanthology.org/anthology+abstracts.bib.gz",
    ]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (gzip.compress(b"@misc{a,\n    title = {x},\n}\n" * 99, mtime=0)[:60], "ended before the end-of-stream marker"),
        (gzip.compress(b"@misc{a,\n}\n@misc{b,\n", mtime=0), "ends within the entry '@misc{b,'"),
        (b"<html><title>Sign in</title>", "got 'a web page: Sign in'"),
        (b"\xff\xfe@", "invalid start byte"),
    ],
)
def test_a_broken_bibliography_is_named(
    fake: FakeServices, get: Callable[..., Fetched], body: bytes, told: str
) -> None:
    fake.faults.append(fault(Response(body)))
    with pytest.raises(BrokenAnswerError) as raised:
        get("acl", "morse")
    assert told in str(raised.value)


def test_a_bibliography_may_come_unpacked(fake: FakeServices, get: Callable[..., Fetched]) -> None:
    fake.faults.append(fault(Response(acl_bibliography([0, 1]))))
    assert get("acl", "morse").records == 2


@pytest.mark.parametrize(
    ("service", "ids", "sent", "missing"),
    [
        ("arxiv", "arXiv:2401.00003, https://arxiv.org/abs/2401.00001v2 2401.99999", 1, ("2401.99999",)),
        ("openalex", "W103 https://doi.org/10.1234/PAPER.1 10.9999/none", 2, ("10.9999/none",)),
        ("semanticscholar", "2401.00003 ARXIV:2401.00001 CorpusId:1", 1, ("CorpusId:1",)),
        ("huggingface", "2401.00003 arxiv:2401.00001 2401.99999", 3, ("2401.99999",)),
    ],
)
def test_records_are_fetched_by_identifiers(
    get: Callable[..., Fetched], fake: FakeServices, tmp_path: Path, service: str, ids: str, sent: int, missing: object
) -> None:
    listed = tmp_path / "ids.txt"
    listed.write_text("# of interest\n" + ids.replace(" ", "\n") + "   # and so on\n")
    for query in (ids, f"@{listed}", [id.strip(",") for id in ids.split()]):
        done = get(service, query, fresh=True)
        assert (done.records, done.sent, done.missing) == (2, sent, missing)
    text = (tmp_path / "out").read_text()
    assert all(f"Größe {number}" in text for number in (1, 3))


def test_many_identifiers_are_asked_for_in_parts(fake: FakeServices, get: Callable[..., Fetched]) -> None:
    fake.papers = 600
    ids = [f"2401.{number:05}" for number in range(600)]
    for service, sizes in (("arxiv", [200, 200, 200]), ("semanticscholar", [500, 100])):
        fake.asked.clear()
        assert get(service, ids).records == 600
        counts = [len(json.loads(a.body)["ids"]) if a.body else len(a.query["id_list"].split(",")) for a in fake.asked]
        assert counts == sizes


# ------------------------------------------------------------------------------------------------- politeness and keys


@pytest.mark.parametrize(
    ("service", "key", "seconds"),
    [
        ("arxiv", None, 3.0),
        ("openalex", None, 0.1),
        ("semanticscholar", None, 3.0),
        ("semanticscholar", "S2_API_KEY", 1.0),
        ("huggingface", None, 0.6),
        ("huggingface", "HF_TOKEN", 0.3),
    ],
)
def test_each_service_is_asked_at_its_pace(
    fake: FakeServices,
    get: Callable[..., Fetched],
    monkeypatch: pytest.MonkeyPatch,
    service: str,
    key: str | None,
    seconds: float,
) -> None:
    fake.papers = 450
    if key:
        monkeypatch.setenv(key, "s3cret")
    options = {"huggingface": {"query": "daily"}}.get(service, {})
    get(service, limit=450 if service != "semanticscholar" else 6, **options)
    get(service, limit=1, fresh=True, **options)
    starts = [asked.when for asked in fake.asked]
    gaps = [later - earlier for earlier, later in itertools.pairwise(starts)]
    assert len(gaps) >= 3
    assert gaps == pytest.approx([seconds] * len(gaps), abs=0.01), "also from one command to the next"


@pytest.mark.parametrize(
    ("service", "variable", "header", "value"),
    [
        ("openalex", "OPENALEX_API_KEY", "authorization", "Bearer s3cret"),
        ("semanticscholar", "S2_API_KEY", "x-api-key", "s3cret"),
        ("huggingface", "HF_TOKEN", "authorization", "Bearer s3cret"),
    ],
)
def test_a_key_is_sent_and_shown_nowhere(
    fake: FakeServices,
    get: Callable[..., Fetched],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    service: str,
    variable: str,
    header: str,
    value: str,
) -> None:
    monkeypatch.setenv(variable, " s3cret\n")
    get(service, contact="ada@moewe.example")
    assert fake.asked[0].headers[header] == value
    assert "s3cret" not in "".join(fake.targets)
    shown = run(service, "moss", "--dry-run", "--cache", tmp_path / "cache").stdout
    assert f"{header}: (not shown)" in shown
    fake.faults.append(fault(Response('{"error": "s3cret is no key"}', 401)))
    with pytest.raises(FetchError, match=f"is no key; is the key in {variable} right"):
        get(service, fresh=True)
    with pytest.raises(FetchError) as raised:
        get(service, fresh=True)
    written = b"".join(gzip.decompress(file.read_bytes()) for file in (tmp_path / "cache").rglob("*.gz"))
    assert written
    assert b"s3cret" not in written
    assert "s3cret" not in shown + str(raised.value)


def test_a_key_that_is_none_is_refused(get: Callable[..., Fetched], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "two\nlines")
    with pytest.raises(FetchError, match="HF_TOKEN holds characters that no key has") as raised:
        get("huggingface")
    assert "two" not in str(raised.value)


def test_the_service_is_told_who_asks(
    fake: FakeServices, get: Callable[..., Fetched], monkeypatch: pytest.MonkeyPatch
) -> None:
    get("arxiv")
    get("arxiv", contact="ada@moewe.example", fresh=True)
    monkeypatch.setenv("KG_CONTACT", "https://moewe.example/papers")
    get("arxiv", fresh=True)
    agents = [asked.headers["user-agent"].partition(" ") for asked in fake.asked]
    assert [contact for _, _, contact in agents] == ["", "(mailto:ada@moewe.example)", "(https://moewe.example/papers)"]
    assert {name.partition("/")[0] for name, _, _ in agents} == {"kg"}
    with pytest.raises(FetchError, match="expected an e-mail address"):
        get("arxiv", contact="a\r\nX-Evil: 1")


def test_a_proxy_of_the_environment_is_used(
    fake: FakeServices, get: Callable[..., Fetched], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", fake.address)
    assert get("arxiv", url="http://arxiv.invalid").records == 5
    assert fake.asked[0].headers["host"] == "arxiv.invalid"


# ------------------------------------------------------------------------------------------------ kept, resumed, fresh


def test_what_was_asked_today_is_not_asked_again(
    fake: FakeServices, get: Callable[..., Fetched], clock: FakeClock, tmp_path: Path
) -> None:
    first = get("semanticscholar")
    text = (tmp_path / "out").read_bytes()
    again = get("semanticscholar")
    assert (first.sent, first.reused, again.sent, again.reused) == (3, 0, 0, 3)
    assert (tmp_path / "out").read_bytes() == text
    assert get("semanticscholar", fresh=True).sent == 3
    clock.now += 24 * 60 * 60 + 1
    assert get("semanticscholar").sent == 3
    assert len(list((tmp_path / "cache").rglob("*.gz"))) == 3, "what is older than a day is deleted"


@pytest.mark.parametrize("service", ["arxiv", "openalex", "semanticscholar", "huggingface"])
def test_an_interrupted_fetch_goes_on_where_it_was(
    fake: FakeServices, get: Callable[..., Fetched], tmp_path: Path, service: str
) -> None:
    fake.papers = 5 if service == "semanticscholar" else 450
    query = "daily" if service == "huggingface" else "moss"
    out = tmp_path / "out"
    out.write_text("of yesterday")
    fake.faults.append(fault(Response("", 500), after=2))
    with pytest.raises(FetchError, match=r"500 Internal Server Error\n.* records before that are kept for a day"):
        get(service, query)
    assert out.read_text() == "of yesterday"
    assert {file.name for file in tmp_path.iterdir()} == {"cache", "out"}
    fake.faults.clear()
    fake.asked.clear()
    done = get(service, query)
    assert done.reused == 2
    assert done.sent == len(fake.asked)
    whole = out.read_bytes()
    get(service, query, fresh=True, file=tmp_path / "other")
    assert (tmp_path / "other").read_bytes() == whole


def test_a_fetch_that_is_killed_leaves_the_file_alone_and_keeps_its_pages(fake: FakeServices, tmp_path: Path) -> None:
    fake.papers = 450
    out, cache = tmp_path / "out.jsonl", tmp_path / "cache"
    out.write_text("of yesterday")
    script = (
        "import sys, kg\n"
        "def wait(progress):\n"
        "    print(progress.records, flush=True)\n"
        "    progress.records < 200 or sys.stdin.read()\n"
        f"kg.fetch('openalex', 'moss', {str(out)!r}, url={fake.address!r}, cache={str(cache)!r}, on_progress=wait)\n"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", script], text=True, **pipes) as process:  # type: ignore[call-overload]
        assert [process.stdout.readline() for _ in range(2)] == ["100\n", "200\n"]
        process.kill()
    assert out.read_text() == "of yesterday"
    done = kg.fetch("openalex", "moss", out, url=fake.address, cache=cache)
    assert (done.records, done.reused) == (450, 2)


def test_a_kept_answer_that_is_damaged_is_asked_for_again(
    fake: FakeServices, get: Callable[..., Fetched], tmp_path: Path
) -> None:
    get("openalex")
    kept = list((tmp_path / "cache").rglob("*.gz"))
    kept[0].write_bytes(b"\x1f\x8bnonsense")
    kept[1].write_bytes(gzip.compress(b"<html>"))
    os.utime(kept[0])
    os.utime(kept[1])
    done = get("openalex")
    assert (done.sent, done.records) == (2, 5)


def test_keeping_knows_what_was_asked_apart(tmp_path: Path, clock: FakeClock) -> None:
    kept = KeptAnswers(tmp_path / "deep" / "er")
    kept.put(b"one", "GET", "a")
    kept.put(b"two", "POST", "a")
    assert (kept.get("GET", "a"), kept.get("POST", "a"), kept.get("GET", "b")) == (b"one", b"two", None)
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"cannot keep answers there .*; choose --cache"):
        KeptAnswers(tmp_path / "file")


# ------------------------------------------------------------------------------------------------ services that fail


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_fails_for_the_moment_is_tried_again(fake: FakeServices, get: Callable[..., Fetched], status: int) -> None:
    fake.faults.append(fault(Response("busy", status), times=2))
    assert get("openalex").records == 5


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_what_is_refused_is_not_tried_again(fake: FakeServices, get: Callable[..., Fetched], status: int) -> None:
    fake.faults.append(fault(Response('{"error": "Invalid filter", "message": "Unknown field: moss"}', status)))
    with pytest.raises(FetchError, match=f"/works.* was answered {status} .*: Invalid filter: Unknown field: moss"):
        get("openalex")
    assert len(fake.asked) == 1


def test_429_for_ever_ends(fake: FakeServices, get: Callable[..., Fetched], tmp_path: Path) -> None:
    fake.faults.append(fault(Response('{"message": "Too Many Requests"}', 429)))
    expected = "Semantic Scholar asks for fewer requests: try again later, or with a key in S2_API_KEY"
    with pytest.raises(FetchError, match=expected):
        get("semanticscholar", attempts=4)
    assert len(fake.asked) == 4
    assert not (tmp_path / "out").exists()


def test_a_wait_is_told(fake: FakeServices, get: Callable[..., Fetched], tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    answer = Response('{"message": "slow down"}', 429, headers={"Retry-After": "42"})
    fake.faults.append(fault(answer, times=1))
    get("openalex", on_wait=lambda seconds, reason: told.append((seconds, reason)))
    assert told == [(42.0, "429 Too Many Requests: slow down")]
    fake.faults[:] = [fault(answer, times=1)]
    given = (
        "openalex",
        "moss",
        "--fresh",
        "--url",
        fake.address,
        "--cache",
        tmp_path / "cache",
        "-o",
        tmp_path / "out",
    )
    assert run(*given).stderr == "again in 42 s (429 Too Many Requests: slow down) ...\n"
    fake.faults[:] = [fault(answer, times=1)]
    assert run(*given, "-q").output == ""


def http_date(seconds: float, skew: float = 0) -> str:
    return format_datetime(datetime.fromtimestamp(seconds + skew, UTC).replace(microsecond=0), usegmt=True)


HOUR = 3600


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        (lambda now: {"Retry-After": "42"}, 42, 44),
        (lambda now: {"RateLimit": '"api";r=0;t=55'}, 55, 57),
        (lambda now: {"Retry-After": http_date(now, 120)}, 100, 125),
        (lambda now: {"Retry-After": http_date(now, HOUR + 30), "Date": http_date(now, HOUR)}, 29, 33),
        (lambda now: {"Retry-After": http_date(now, -HOUR + 30), "Date": http_date(now, -HOUR)}, 29, 33),
        (lambda now: {"Retry-After": http_date(now, -HOUR)}, 0, 3.1),
        (lambda now: {"Retry-After": "soon"}, 0, 3.1),
        (lambda now: {"Retry-After": "-7"}, 0, 3.1),
    ],
    ids=["seconds", "RateLimit", "date", "clock ahead", "clock behind", "past", "words", "negative"],
)
def test_a_service_is_given_the_time_that_it_asks_for(
    fake: FakeServices,
    get: Callable[..., Fetched],
    clock: FakeClock,
    headers: Callable[[float], dict[str, str]],
    least: float,
    most: float,
) -> None:
    given = headers(datetime.now(UTC).timestamp())
    answer = Response("busy", 503, headers=given)
    fake.faults.append(fault(answer, times=1))
    assert get("arxiv").records == 5
    waited = fake.asked[1].when - fake.asked[0].when
    assert least <= waited <= most


def test_a_wait_of_hours_is_said_and_not_waited(
    fake: FakeServices, get: Callable[..., Fetched], clock: FakeClock
) -> None:
    fake.faults.append(fault(Response("", 429, headers={"Retry-After": "36000"}), after=1))
    fake.papers = 150
    with pytest.raises(
        FetchError, match=r"try again in 600 minutes, or with a key(?s:.)*100 records before that are kept"
    ):
        get("openalex")
    assert len(fake.asked) == 2
    assert sum(clock.slept) == pytest.approx(0.1, abs=0.01)


def cut_off() -> Response:
    async def half() -> Any:
        yield b'{"meta": {"next_cursor": null}, "results": [{"id": "https'

    return StreamingResponse(half(), 200, headers={"Content-Length": "5000"})


BROKEN = {
    "a web page": (Response("<!DOCTYPE html><title>Just a moment...</title>"), "a web page: Just a moment"),
    "cut off": (Response('{"meta": {}, "results": [{"id": "'), "is no JSON"),
    "nothing": (Response(""), "is no JSON"),
    "not UTF-8": (Response(b'{"meta": {}, "results": ["\xff"]}'), "is no JSON"),
    "NaN": (Response('{"meta": {}, "results": [NaN]}'), "NaN is no JSON"),
    "deep": (Response("[" * 100_000), "is no JSON"),
    "a list": (Response("[1]"), """expected works: "meta" and "results" and got '[1]'"""),
    "an error": (Response('{"error": "Come back later"}'), "and got 'Come back later'"),
    "no number": (Response('{"meta": {}, "results": [{"id": "https://openalex.org/W1", "x": 1e999}]}'), "as JSON"),
    "no id": (Response('{"meta": {}, "results": [{"title": "x"}]}'), "a work has no OpenAlex id"),
    "null": (Response('{"meta": {}, "results": [null]}'), "a work has no OpenAlex id"),
    "not gzip": (Response(b"plain", headers={"Content-Encoding": "gzip"}), "cannot be unpacked"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_page_is_tried_again_and_then_named(
    fake: FakeServices, get: Callable[..., Fetched], tmp_path: Path, kind: str
) -> None:
    answer, told = BROKEN[kind]
    fake.papers = 250
    fake.faults.append(fault(answer, after=2))
    with pytest.raises(
        BrokenAnswerError, match=r"cursor=after-200: (?s:.)*\n200 records before that are kept"
    ) as raised:
        get("openalex")
    assert told in str(raised.value)
    assert len(fake.asked) == 2 + 3
    assert not (tmp_path / "out").exists()
    fake.faults[:] = [fault(answer, times=1)]
    assert get("openalex").records == 250, "nothing broken was kept"


def test_a_connection_that_drops_in_the_middle_is_tried_again(fake: FakeServices, get: Callable[..., Fetched]) -> None:
    fake.faults.append(lambda _: cut_off() if len(fake.asked) < 3 else None)
    assert get("openalex").records == 5
    fake.faults.append(lambda _: cut_off())
    with pytest.raises(FetchError, match=r"OpenAlex does not answer .*; is this machine connected"):
        get("openalex", fresh=True)


def test_nobody_there(get: Callable[..., Fetched], tmp_path: Path, clock: FakeClock) -> None:
    with pytest.raises(FetchError, match=r"Hugging Face does not answer .*HTTPS_PROXY"):
        get("huggingface", url="http://127.0.0.1:9")
    assert not list(tmp_path.glob("out*"))


def feed(inside: str, total: object = 1) -> Response:
    return Response(arxiv_feed([inside], 0).replace("totalResults>0<", f"totalResults>{total}<"))


LAUGHS = '<!DOCTYPE feed [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
XML = {
    "entities": (Response(LAUGHS + "<feed>&b;</feed>"), "declares a document type"),
    "outside": (Response('<!DOCTYPE feed SYSTEM "file:///etc/passwd"><feed/>'), "declares a document type"),
    "cut off": (Response(arxiv_feed([arxiv_entry(1)], 1)[:700]), "is no XML"),
    "another root": (Response("<rss/>"), "expected an Atom feed and got '<rss/>'"),
    "no total": (feed("", "many"), "tells 'many' as opensearch:totalResults"),
    "empty page": (feed("", 7), "the page from 0 is empty, of 7 records"),
    "no id": (feed("<entry><title>x</title></entry>"), "an entry has the id ''"),
}


@pytest.mark.parametrize("kind", XML)
def test_broken_xml_is_named(fake: FakeServices, get: Callable[..., Fetched], kind: str) -> None:
    answer, told = XML[kind]
    fake.faults.append(fault(answer))
    with pytest.raises(BrokenAnswerError) as raised:
        get("arxiv")
    assert told in str(raised.value)
    fake.faults[:] = [fault(answer, times=1)]
    assert get("arxiv").records == 5


def test_an_error_of_arxiv_is_told_in_its_words(fake: FakeServices, get: Callable[..., Fetched]) -> None:
    entry = (
        "<entry><id>http://arxiv.org/api/errors#incorrect_id_format_for_1</id><title>Error</title>"
        "<summary>incorrect id format for 1</summary></entry>"
    )
    fake.faults.append(fault(feed(entry)))
    with pytest.raises(FetchError, match=r"^arXiv: incorrect id format for 1$"):
        get("arxiv")
    answer = feed(entry)
    answer.status_code = 400
    fake.faults[:] = [fault(answer)]
    with pytest.raises(FetchError, match=r"answered 400 Bad Request: incorrect id format for 1$"):
        get("arxiv")
    assert len(fake.asked) == 2


def test_a_cursor_that_comes_again_ends(fake: FakeServices, get: Callable[..., Fetched]) -> None:
    answer = {"meta": {"count": 9, "next_cursor": "*"}, "results": [openalex_work(1)]}
    fake.faults.append(fault(Response(json.dumps(answer))))
    with pytest.raises(FetchError, match="OpenAlex leads back to a page that it gave before"):
        get("openalex")
    assert len(fake.asked) == 1


def test_new_cursors_to_the_same_page_end(fake: FakeServices, get: Callable[..., Fetched]) -> None:
    def same(asked: Asked) -> Response:
        return Response(json.dumps({"token": f"t{len(fake.asked)}", "data": [graph_paper(1)]}))

    fake.faults.append(same)
    with pytest.raises(FetchError, match="Semantic Scholar gave 5 pages in a row with nothing new"):
        get("semanticscholar")
    assert len(fake.asked) == 6


def test_a_record_that_comes_twice_is_written_once(
    fake: FakeServices, get: Callable[..., Fetched], tmp_path: Path
) -> None:
    def overlap(asked: Asked) -> Response:
        start = int(asked.query.get("token", 0))
        papers = [graph_paper(number) for number in range(start, start + 4)]
        return Response(json.dumps({"data": papers, "token": str(start + 3) if start < 6 else None}))

    fake.faults.append(overlap)
    done = get("semanticscholar")
    assert (done.records, done.duplicates) == (10, 2)
    assert json_lines(tmp_path / "out") == [graph_paper(number) for number in range(10)]


def test_an_address_that_moved_is_told(fake: FakeServices, get: Callable[..., Fetched]) -> None:
    fake.faults.append(fault(Response("", 301, headers={"Location": "https://new.example/works"})))
    with pytest.raises(
        FetchError, match=r"301 Moved Permanently; it moved to https://new.example/works: give .* --url"
    ):
        get("openalex")


def test_an_answer_without_end_is_not_read(
    fake: FakeServices, get: Callable[..., Fetched], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.harvest.client._LARGEST", 2**20)
    bomb = gzip.compress(b" " * 3 * 2**20)
    fake.faults.append(fault(Response(bomb, headers={"Content-Encoding": "gzip"})))
    with pytest.raises(FetchError, match="larger than 1 MiB when unpacked"):
        get("openalex")
    assert len(fake.asked) == 1


def test_a_certificate_that_nobody_trusts(clock: FakeClock, tmp_path: Path) -> None:
    with FakeServices(clock).running(certificate=UNTRUSTED) as fake:
        with pytest.raises(FetchError, match=r"certificate of the service is not trusted .*SSL_CERT_FILE"):
            kg.fetch("arxiv", "moss", tmp_path / "out", url=fake.address, cache=tmp_path / "cache")
        assert not fake.asked
    assert not clock.slept, "a certificate is not tried again"


def test_halves_of_characters_reach_the_file(fake: FakeServices, get: Callable[..., Fetched], tmp_path: Path) -> None:
    body = (
        '{"meta": {"next_cursor": null}, "results": [{"id": "https://openalex.org/W1", "title": "\\ud83c \\u00e9\\n"}]}'
    )
    fake.faults.append(fault(Response(body)))
    get("openalex")
    assert json_lines(tmp_path / "out") == [{"id": "https://openalex.org/W1", "title": "\ud83c é\n"}]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "DOI"]), inner, max_size=2),
    max_leaves=4,
)
PAPER = st.fixed_dictionaries(
    {
        "id": st.just("https://openalex.org/W1") | JSON,
        "paperId": st.just("b1d1") | JSON,
        "doi": JSON,
        "externalIds": st.sampled_from([["DOI"], {"DOI": None}, "DOI"]) | JSON,
    },
    optional={"paper": JSON | st.just({"id": "2401.00001"})},
)
TOPS = {"meta": JSON, "results": st.lists(PAPER), "data": st.lists(PAPER), "token": JSON, "total": JSON}
ANSWERS: st.SearchStrategy[object] = JSON | st.lists(PAPER, max_size=3) | st.fixed_dictionaries({}, optional=TOPS)
REQUESTS: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "arxiv": [("moss", ()), ("", ("2401.00001",))],
    "openalex": [("moss", ()), ("", ("W1",))],
    "semanticscholar": [("moss", ()), ("", ("CorpusId:1",))],
    "huggingface": [("moss", ()), ("daily", ()), ("", ("2401.00001",))],
    "acl": [("", ("2023.acl-long.1",)), ("", ("P18",)), ("parsing", ())],
}


def damaged(text: str, places: list[int], inserts: list[str]) -> str:
    for place, insert in zip(places, inserts, strict=False):
        at = place % len(text)
        text = text[:at] + insert + text[at + len(insert) // 2 + 1 :]
    return text


PLACES = st.lists(st.integers(0, 10**6), max_size=4)
INSERTS = st.lists(
    st.sampled_from(["", "<", ">", "</paper>", "<volume>", "&amp;", "&x;", "\x00", '"', "<!--", "<?"]), max_size=4
)


@pytest.mark.parametrize("name", SERVICES)
@settings(deadline=None)
@given(answer=ANSWERS, places=PLACES, inserts=INSERTS, noise=st.binary(max_size=50))
def test_no_answer_is_more_than_broken(
    name: str, answer: object, places: list[int], inserts: list[str], noise: bytes
) -> None:
    feed = damaged(arxiv_feed([arxiv_entry(1), arxiv_entry(2)], 2), places, inserts)
    shelf = damaged(acl_collection("2023.acl"), places, inserts)
    entries = damaged(acl_bibliography([1, 2]), places, inserts)
    bodies = [json.dumps(answer).encode(), feed.encode(), shelf.encode(), entries.encode(), noise]
    for query, ids in REQUESTS[name]:
        for request in SERVICES[name].requests(Wish(query, ids, limit=10)):
            for body in bodies:
                with suppress(FetchError):
                    page = SERVICES[name].read(body, request)
                    assert all(record.key and record.text.strip() for record in page.records)


# ----------------------------------------------------------------------------------------------------- what is asked


@pytest.mark.parametrize(
    ("service", "query", "options", "told"),
    [
        ("arxive", "moss", {}, "no service is called 'arxive'; there are: arxiv, openalex, semanticscholar"),
        ("arxiv", "  ", {}, "nothing was asked for; expected a query, identifiers such as 2106.09685"),
        ("arxiv", [], {}, "nothing was asked for"),
        ("arxiv", "moss", {"limit": 0}, "limit 0: expected 1 record or more"),
        ("arxiv", "moss", {"limit": 30_001}, "at most 30,000 records of one query"),
        ("arxiv", "2401.00001 2401.1", {}, "'2401.1' stands among identifiers and is none for arXiv"),
        ("arxiv", "2401.00001", {"since": date(2024, 1, 1)}, "dates choose among what a query finds"),
        ("arxiv", "moss", {"since": date(2024, 1, 2), "until": date(2024, 1, 1)}, "since 2024-01-02 is after until"),
        ("arxiv", "moss", {"url": "ftp://x"}, "is no address of a service"),
        ("arxiv", "moss", {"url": "https://[x"}, "is no address of a service"),
        ("arxiv", "moss", {"url": "https://me:pass@x.example"}, "holds a name, a password"),
        ("arxiv", "@nowhere.txt", {}, "nowhere.txt: cannot be read"),
        ("arxiv", ["@nowhere.txt", "moss"], {}, "expected one or the other"),
        ("acl", "-- ++", {}, "'-- ++' holds no word to look for"),
        ("huggingface", "moss", {"since": date(2024, 1, 1)}, "knows no dates"),
        ("huggingface", "daily", {"until": date(2024, 1, 1)}, "--until needs --since"),
    ],
)
def test_what_cannot_be_asked_is_said_before_anything_is_sent(
    fake: FakeServices, get: Callable[..., Fetched], service: str, query: object, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(KgError) as raised:
        get(service, query, **options)
    assert told in str(raised.value)
    assert not fake.asked


def test_a_file_of_identifiers_is_read_strictly(get: Callable[..., Fetched], tmp_path: Path) -> None:
    listed = tmp_path / "ids.txt"
    listed.write_text("2401.00001\n\n2401.00002, moss\n")
    with pytest.raises(FetchError, match=r"ids.txt, line 3: 'moss' is no identifier for arXiv"):
        get("arxiv", f"@{listed}")
    listed.write_text("# nothing yet\n")
    with pytest.raises(FetchError, match=r"ids.txt: no identifier in it"):
        get("arxiv", f"@{listed}")
    listed.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FetchError, match="cannot be read"):
        get("arxiv", f"@{listed}")


@pytest.mark.parametrize(
    ("service", "query"), [("arxiv", "moss"), ("openalex", "moss"), ("semanticscholar", "moss"), ("acl", "2020.none")]
)
def test_nothing_found_is_said_and_writes_nothing(
    fake: FakeServices, get: Callable[..., Fetched], tmp_path: Path, service: str, query: str
) -> None:
    fake.papers = 0
    (tmp_path / "out").write_text("of yesterday")
    with pytest.raises(FetchError, match=f"has no record for '{query}'; nothing written"):
        get(service, query)
    assert (tmp_path / "out").read_text() == "of yesterday"


def test_a_file_that_cannot_be_written_is_said_before_anything_is_sent(
    fake: FakeServices, get: Callable[..., Fetched], tmp_path: Path
) -> None:
    for file in (tmp_path, tmp_path / "nowhere" / "out"):
        with pytest.raises(OutputError):
            get("arxiv", file=file)
    assert not fake.asked


def test_progress_is_told_page_by_page(fake: FakeServices, get: Callable[..., Fetched]) -> None:
    told: list[Progress] = []
    get("semanticscholar", on_progress=told.append)
    assert told == [Progress(2, 5), Progress(4, 5), Progress(5, 5)]


# ------------------------------------------------------------------------------------------------- the command line


def test_the_command_fetches_and_says_what_it_did(fake: FakeServices, tmp_path: Path) -> None:
    out = tmp_path / "papers.jsonl"
    given = ("--url", fake.address, "--cache", tmp_path / "cache", "-o", out)
    result = run("semanticscholar", "moss", "bells", *given, "--since", "2024-01-01")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"5 records in {out}; 3 requests sent\n"
    assert fake.asked[0].query["query"] == "moss bells"
    again = run("semanticscholar", "moss", "bells", *given, "--since", "2024-01-01")
    assert again.stdout == f"5 records in {out}; 0 requests sent; 3 answers kept from before\n"
    result = run("semanticscholar", "2401.00001", "2401.77777", *given)
    assert result.stdout == f"1 record in {out}; 1 request sent\nnot there (1): ARXIV:2401.77777\n"
    limited = run("semanticscholar", "moss", *given, "--limit", "2")
    assert limited.stdout.splitlines()[1] == "stopped at the limit: there may be more, see --limit"
    quiet = run("semanticscholar", "moss", *given, "-q")
    assert (quiet.exit_code, quiet.output) == (0, "")


def test_a_failure_is_one_message(fake: FakeServices, tmp_path: Path) -> None:
    fake.faults.append(fault(Response("no", 403)))
    result = run("openalex", "moss", "--url", fake.address, "--cache", tmp_path, "-o", tmp_path / "x")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(
        f"kg: GET {fake.address}/works?search=moss&per_page=100&cursor=%2A was answered 403"
    )
    assert result.stderr.endswith("Forbidden: no; it may want a key: set OPENALEX_API_KEY\n")
    assert run("openalex", "moss").exit_code == 2


@pytest.mark.parametrize("service", SERVICES)
def test_a_dry_run_shows_the_requests_and_sends_none(fake: FakeServices, tmp_path: Path, service: str) -> None:
    ids = SERVICES[service].examples[:1]
    given = ("--url", fake.address, "--cache", tmp_path, "--contact", "ada@moewe.example")
    result = run(service, *ids, *given, "--dry-run")
    assert result.exit_code == 0
    assert f" {fake.address}/" in result.stdout
    assert "(mailto:ada@moewe.example)" in result.stdout
    assert f"{SERVICES[service].seconds:g} second" in result.stdout
    assert result.stdout.endswith("Nothing was sent.\n")
    assert not fake.asked


def test_a_dry_run_shows_what_would_really_be_sent(
    fake: FakeServices, get: Callable[..., Fetched], tmp_path: Path
) -> None:
    options: dict[str, Any] = {"url": fake.address, "cache": tmp_path / "cache"}
    for service, query in (("openalex", "moss & bells"), ("semanticscholar", "2401.00001"), ("arxiv", "ti:moss")):
        planned = plan(service, query, **options).requests[0]
        assert not planned.kept
        get(service, query)
        asked = next(asked for asked in fake.asked)
        fake.asked.clear()
        assert (asked.method, asked.body.decode()) == (planned.method, planned.body)
        assert planned.url.partition("?")[0] == fake.address + asked.path
        assert dict(planned.headers).items() <= dict(asked.headers).items()
        assert plan(service, query, **options).requests[0].kept


def test_a_terminal_sees_how_far_it_is(fake: FakeServices, tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    leader, follower = pty.openpty()
    fake.papers = 250
    command = [sys.executable, "-c", "from kg.cli import main; main()", "fetch", "openalex", "moss"]
    command += ["--url", fake.address, "--cache", str(tmp_path / "cache"), "-o", str(tmp_path / "out")]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(command, stderr=follower, stdout=subprocess.PIPE, env=environment) as process:
        process.communicate(timeout=60)
    os.close(follower)
    shown = os.read(leader, 100_000).decode()
    os.close(leader)
    assert process.returncode == 0
    assert "openalex" in shown
    assert "/250" in shown
