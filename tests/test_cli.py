"""The command line and the Python names: what is printed, what is written, how failure looks."""

import contextlib
import csv
import io
import json
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import kg
from kg.cli import main
from kg.query import named_queries
from kg.settings import describe_settings
from kg.tables import load

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
OUTPUTS = {"README.md", "evidence.ttl", "graph.graphml", "graph.html", "graph.ttl", "manifest.json", "tables"}
COMMANDS = sorted(main.commands)
LIGHT = {"click", "kg"}

BELLS = "Self-Tuning Bells: Reinforcement Learning in a Bell Tower"
DUMP = f"""Subscribe

12 upvotes

A heading

{BELLS}

We train a reinforcement learning agent that tunes the bells of a tower, and compare it with PPO on CIFAR-10.

Listening to Moss: Graph Neural Networks for Green Walls

A graph neural network listens to moss. We compare it with PPO and report accuracy on CIFAR-10 and ImageNet.
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="kg")


def python(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "dump.txt").write_text(DUMP)
    return tmp_path / "in" / "dump.txt"


def test_build_writes_everything_and_says_what_it_made(dump: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    result = run("build", dump, "-o", out, "--set", "seed=3", "--set", " related_per_paper = 4 ")
    assert (result.exit_code, result.exception) == (0, None)
    assert {path.name for path in out.iterdir()} == OUTPUTS
    assert result.stderr.split(" ...\n") == ["read", "extract", "resolve", "relate", "measure", "export", ""]
    lines = result.stdout.splitlines()
    assert lines[0].startswith("2 papers of 2 records in 1 file")
    assert lines[1] == f"written to {out}: open {out}/graph.html in a browser, {out}/graph.graphml in Gephi"
    assert "2 page furniture" in lines[2]
    assert lines[3:] == ["  dump.txt, line 5: 'A heading': neither followed by an abstract nor like a title"]
    manifest = json.loads((out / "manifest.json").read_text())
    assert (manifest["settings"]["seed"], manifest["settings"]["related_per_paper"]) == (3, 4)
    assert [item["line"] for item in manifest["skipped"]] == [1, 3, 5]


def test_build_reads_standard_input_with_the_columns_that_the_user_names(tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ["build", "-", "--columns", "title=Bez, abstract=Kurz", "--fast", "--quiet", "-o", str(out)]
    done = CliRunner().invoke(main, arguments, input="Bez;Kurz\nFiring Clay;We fire clay.\n;Nothing\n")
    assert done.exit_code == 0, done.output
    (paper,) = load(out).papers
    assert (paper.title, paper.abstract, paper.sources) == ("Firing Clay", "We fire clay.", ["standard input"])


def test_a_strict_build_stops_at_a_broken_record(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text("@article{a, title = {Firing Clay}}\n@article{b, year = 2001}\n")
    done = run("build", tmp_path / "a.bib", "--strict", "--fast", "-o", tmp_path / "out")
    assert done.exit_code == 1
    assert f"kg: {tmp_path}/a.bib, line 2: no title: '@article{{b, year = 2001}}'" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_quiet_build_prints_nothing_and_replaces_the_old_one(dump: Path, tmp_path: Path) -> None:
    for title in ("Ferries in Fog: Sonar Maps", BELLS):
        dump.write_text(f"{title}\n")
        result = run("build", "-q", dump.parent, "-o", tmp_path / "out", "--format", "listing")
        assert (result.exit_code, result.output) == (0, "")
    assert [paper.title for paper in load(tmp_path / "out").papers] == [BELLS]


def test_show_prints_a_paper_with_its_links_and_their_words(example_build: Path) -> None:
    result = run("show", "attention is all you need", "-o", example_build)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[:2] == ["Attention Is All You Need", "NeurIPS · 2017"]
    assert "Techniques" in lines
    assert any(line.startswith("  Transformer (introduced) - ") and '"Transformer"' in line for line in lines)
    related = lines.index("Related papers")
    assert 1 <= len(lines) - related - 1 <= 5


@pytest.mark.parametrize("format", ["csv", "json", "markdown", "tsv"])
def test_stats_for_programs(example_build: Path, format: str) -> None:
    printed = run("stats", "-o", example_build, "--format", format).output
    if format == "json":
        rows = [tuple(map(str, row.values())) for row in json.loads(printed)]
    elif format == "markdown":
        rows = [tuple(cell.strip() for cell in line.split("|")[1:-1]) for line in printed.splitlines()]
    else:
        rows = [tuple(row) for row in csv.reader(io.StringIO(printed), delimiter="\t" if format == "tsv" else ",")]
    assert {("papers", "", "66"), ("papers with dataset", "ImageNet", "19"), ("papers of year", "2023", "14")} <= set(
        rows
    )


def test_a_command_leaves_its_memory_to_the_system_when_it_ends() -> None:
    script = (
        "import atexit, gc; from kg.cli import main\n"
        "atexit.register(lambda: print(gc.get_freeze_count()))\n"
        "main(['settings'])"
    )
    done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, check=True)
    assert int(done.stdout.split()[-1]) > 1000


def test_stats_has_colour_on_a_terminal_alone(example_build: Path) -> None:
    command = [sys.executable, "-c", "from kg.cli import main; main()", "stats", "-o", str(example_build)]
    outside = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "60"}
    outside.pop("NO_COLOR", None)

    def on_terminal(environment: dict[str, str]) -> str:
        ours, theirs = pty.openpty()
        with subprocess.Popen(command, stdout=theirs, env=environment) as process:
            os.close(theirs)
            read = b""
            with contextlib.suppress(OSError):  # the end of a terminal is an error
                while part := os.read(ours, 65536):
                    read += part
            os.close(ours)
        assert process.returncode == 0
        return read.decode()

    coloured, plain = on_terminal(outside), on_terminal({**outside, "NO_COLOR": "1"})
    assert "\x1b[36" in coloured
    assert "\x1b[36" not in plain
    chart = plain.partition("papers by year")[2]
    assert "█" in chart
    assert "\x1b" not in chart
    assert max(map(len, chart.splitlines())) <= 60
    assert "\x1b" not in run("stats", "-o", example_build).output


def test_stats_prints_counts_and_a_table(example_build: Path) -> None:
    result = run("stats", "-o", example_build)
    assert result.exit_code == 0
    tables = load(example_build)
    first, *table = result.stdout.splitlines()
    assert first.startswith(f"{len(tables.papers)} papers, {len(tables.papers)} of them in several sources")
    assert f"{len(tables.related)} related pairs" in first
    datasets = sum(entity.kind == "dataset" for entity in tables.entities)
    row, bar = [line.split() for line in table if line.strip().startswith("dataset")]
    assert bar[1] == f"{datasets:,}"
    assert row[2] == str(datasets)
    assert row[4] == "ImageNet"


def test_settings_lists_every_setting() -> None:
    lines = run("settings").stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [[name, default] for name, default, _ in describe_settings()]


def test_query_lists_the_names_with_their_questions(example_build: Path) -> None:
    lines = run("query", "--list").stdout.splitlines()
    titles = [line.split(maxsplit=1) for line in lines if not line.startswith(" ")]
    assert titles == [[query.name, query.title] for query in named_queries()]
    assert "-p technique=technique/self-attention  (technique) The technique, by any of its names." in map(
        str.strip, lines
    )


QUESTION = "SELECT ?title { <paper/attention-is-all-you-need> dcterms:title ?title }"
TITLE = "Attention Is All You Need"


@pytest.mark.parametrize("as_file", [False, True])
def test_query_answers_what_is_written_out_or_in_a_file(as_file: bool, example_build: Path, tmp_path: Path) -> None:
    question = QUESTION
    if as_file:
        question = str(tmp_path / "a.rq")
        Path(question).write_text(QUESTION)
    assert run("query", question, "-o", example_build, "--format", "csv").stdout == f"title\n{TITLE}\n"
    table = run("query", question, "-o", example_build).stdout
    assert [line.strip() for line in table.splitlines() if line.strip(" ─")] == ["title", TITLE, "1 row"]


def test_query_formats_parse_and_agree(example_build: Path) -> None:
    answers = {
        format: run("query", "top-entities", "-o", example_build, "--format", format).stdout
        for format in ("csv", "tsv", "json")
    }
    rows = json.loads(answers["json"])
    assert len(rows) > 1
    assert list(rows[0]) == ["kind", "label", "papers", "entity"]
    assert list(csv.DictReader(io.StringIO(answers["csv"]))) == rows
    assert list(csv.DictReader(io.StringIO(answers["tsv"]), delimiter="\t")) == rows
    best = max(load(example_build).entities, key=lambda entity: entity.paper_count)
    assert int(rows[0]["papers"]) == best.paper_count


def test_query_formats_keep_separators_and_missing_values(example_build: Path) -> None:
    question = 'SELECT ("a,\\"b\\"\\tc\\nd é" AS ?text) ?none {}'
    for format, delimiter in (("csv", ","), ("tsv", "\t")):
        printed = run("query", question, "-o", example_build, "--format", format).stdout
        assert list(csv.reader(io.StringIO(printed), delimiter=delimiter)) == [["text", "none"], ['a,"b"\tc\nd é', ""]]
    printed = run("query", question, "-o", example_build, "--format", "json").stdout
    assert json.loads(printed) == [{"text": 'a,"b"\tc\nd é', "none": None}]


def test_query_asks_about_what_is_given(example_build: Path) -> None:
    asked = ("query", "papers-by-dataset", "-p", "dataset=Glue", "-o", example_build, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(run(*asked).stdout)))
    tables = load(example_build)
    assert len(rows) == sum((link.entity_id, link.relation) == ("dataset/GLUE", "dataset") for link in tables.links) > 0


def test_query_prints_markdown(example_build: Path) -> None:
    question = 'SELECT ("a|b\\n*c*" AS ?text) ?none {}'
    printed = run("query", question, "-o", example_build, "--format", "markdown").stdout
    assert printed == "| text | none |\n| --- | --- |\n| a\\|b \\*c\\* |  |\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["gaps", "-p", "papers"], "-p 'papers': expected NAME=VALUE"),
        (["gaps", "-p", "papers=x"], "expected a whole number"),
        (["paper", "-p", "paper=bert"], "things are called 'bert'"),
        (["ASK {}", "-p", "a=1"], "the query has no parameter 'a'; it has no parameters"),
        (["gaps", "--format", "turtle"], "the query gives rows, which Turtle cannot hold"),
        (["paper-neighbourhood", "--format", "csv"], "the query gives a graph, which csv cannot hold"),
    ],
)
def test_a_question_that_cannot_be_asked_so(arguments: Sequence[str], told: str, example_build: Path) -> None:
    assert_one_message(run("query", *arguments, "-o", example_build), told)


def test_a_query_for_a_graph_prints_turtle(example_build: Path) -> None:
    printed = run("query", "DESCRIBE <paper/attention-is-all-you-need>", "-o", example_build).stdout
    assert printed.startswith("@prefix ")
    assert f'"{TITLE}"' in printed


BAD_INPUTS: dict[str, tuple[bytes | None, str]] = {
    "missing.txt": (None, "no such file or folder"),
    "empty.txt": (b"", "the file is empty"),
    "binary.txt": (b"\x89PNG\0\0\0", "no reader knows this file"),
    "latin.txt": (b"caf\xe9", "near line 1: not UTF-8 text"),
    "damaged.gz": (b"\x1f\x8b\x08\0", "a damaged .gz file"),
    "page.html": (b"<html></html>", "no paper found"),
    "other.jsonl": (b'{"name": "no paper"}\n', "no paper found"),
    "furniture.txt": (b"Subscribe\n\n12 upvotes\n", "no reader knows this file"),
}


def assert_one_message(result: Result, *told: str) -> None:
    """Exit 1 with one message of kg and nothing of Python."""
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    messages = [line for line in result.stderr.splitlines() if not line.endswith(" ...")]
    assert messages[0].startswith("kg: ")
    assert all(part in messages[0] for part in told), messages[0]
    assert len(messages) == 1 or all(line.startswith("  ") for line in messages[1:])


@pytest.mark.parametrize("name", BAD_INPUTS)
def test_a_bad_input_gets_one_message_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    content, told = BAD_INPUTS[name]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    before = set(tmp_path.iterdir())
    assert_one_message(run("build", tmp_path / name, "-o", tmp_path / "new" / "out"), name, told)
    assert set(tmp_path.iterdir()) == before


def test_a_bad_input_leaves_the_old_outputs(example_build: Path, tmp_path: Path) -> None:
    out = shutil.copytree(example_build, tmp_path / "out")
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert_one_message(run("build", tmp_path / "none", "-o", out), "no such file or folder")
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("below", ["", "below", "far/below"])
def test_an_output_that_cannot_be_written(below: str, dump: Path) -> None:
    out = dump / below
    assert_one_message(run("build", EXAMPLES, "-o", out), f"{out}: cannot be written to")
    assert dump.read_text() == DUMP
    assert list(dump.parent.iterdir()) == [dump]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--set", "seed"], "expected NAME=VALUE"),
        (["--set", "sede=3"], "did you mean seed?"),
        (["--set", "seed=three"], "expected a whole number"),
        (["--set", "seed=-1"], "seed is -1; expected 0 to "),
        (["--set", "=3"], "no setting is called ''"),
        (["--format", "word"], "no reader is called 'word'"),
    ],
)
def test_a_bad_option_of_build(arguments: Sequence[str], told: str, dump: Path, tmp_path: Path) -> None:
    assert_one_message(run("build", dump, "-o", tmp_path / "out", *arguments), told)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("top-entitys", "did you mean top-entities?"),
        ("no such thing", "there are: baselines"),
        ("SELECT ?x", "does not parse near line 1"),
        ("SELECT ?x {\n?x nope:title ?y }", "near line 2"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE changes a graph"),
        ("missing.rq", "missing.rq: cannot be read"),
        ("", "there are: baselines"),
    ],
)
def test_a_bad_question(question: str, told: str, example_build: Path) -> None:
    assert_one_message(run("query", question, "-o", example_build), told)


@pytest.mark.parametrize(("title", "told"), [("no such paper", "no title contains"), ("bert", "titles contain 'bert'")])
def test_a_title_that_is_none_or_many(title: str, told: str, example_build: Path) -> None:
    assert_one_message(run("show", title, "-o", example_build), told)


@pytest.mark.parametrize("command", [["show", "x"], ["stats"], ["query", "top-entities"]])
@pytest.mark.parametrize("out", ["nothing", "file", "file/below", "folder"])
def test_where_there_is_no_build(command: Sequence[str], out: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    (tmp_path / "folder").mkdir()
    told = f"first: kg build PATH... -o {tmp_path / out}"
    assert_one_message(run(*command, "-o", tmp_path / out), told)
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("command", [["show", "x"], ["stats"], ["query", "top-entities"]])
def test_a_build_that_is_damaged(command: Sequence[str], example_build: Path, tmp_path: Path) -> None:
    out = shutil.copytree(example_build, tmp_path / "out")
    (out / "graph.ttl").write_text("<half")
    (out / "tables" / "papers.parquet").write_bytes(b"half")
    assert_one_message(run(*command, "-o", out), "build the graph again")


@pytest.mark.parametrize(
    "arguments",
    [
        ["build"],
        ["build", "a", "--nothing"],
        ["build", "a", "--set"],
        ["show"],
        ["show", "a", "b"],
        ["query"],
        ["query", "top-entities", "--format", "xml"],
        ["nothing"],
    ],
)
def test_wrong_usage_exits_with_2(arguments: Sequence[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1].startswith("Error: ")
    assert result.stdout == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_ends_its_text_with_an_example(command: str) -> None:
    for option in ("--help", "-h"):
        result = run(command, option)
        assert result.exit_code == 0
        assert result.stdout.partition("Options:")[0].rstrip().splitlines()[-1].startswith("  Example: kg ")


def test_the_help_names_every_command() -> None:
    assert {"build", "query", "settings", "show", "stats"} <= set(COMMANDS)
    assert all(f"\n  {command} " in run("--help").stdout for command in COMMANDS)


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["query", "--help"], ["nothing"], ["settings"]])
def test_help_imports_nothing_heavy(arguments: Sequence[str], tmp_path: Path) -> None:
    script = (
        "import sys; before = set(sys.modules)\n"
        "from kg.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "loaded = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print('\\nloaded', *sorted(loaded - set(sys.stdlib_module_names)))\n"
    )
    done = python("-c", script, *arguments, folder=tmp_path)
    assert set(done.stdout.splitlines()[-1].split()[1:]) == LIGHT


def test_importing_kg_imports_nothing_heavy(tmp_path: Path) -> None:
    script = (
        "import sys, kg; print(*(name for name in sys.modules if name.partition('.')[0] in ('numpy', 'pandas', 'kg')))"
    )
    assert python("-c", script, folder=tmp_path).stdout.split() == ["kg"]


def test_the_installed_command(dump: Path, tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("kg")
    version = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert version.stdout == "kg, version 0.1.0\n"
    done = subprocess.run([command, "build", "in"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[0][:8]) == (0, "2 papers")
    assert {path.name for path in (tmp_path / "outputs").iterdir()} == OUTPUTS
    shown = subprocess.run([command, "show", "moss"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "CIFAR-10" in shown.stdout
    failed = subprocess.run([command, "build", "none"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr == "kg: none: no such file or folder\n"


def test_a_reader_that_goes_away_gets_no_traceback(example_build: Path) -> None:
    command = f"{Path(sys.executable).with_name('kg')} query evidence -o {example_build} | head -c 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert len(done.stdout) == 1


def test_every_python_name_is_there_and_no_other() -> None:
    assert all(getattr(kg, name) for name in kg.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        kg.nothing  # noqa: B018
