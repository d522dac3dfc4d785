"""README as a new user walks it: every command it shows, in its order, from a fresh clone with a new HOME.

The commands are read out of README itself. What is committed is cloned, so a change is walked once it is committed.
The clone borrows the packages that are installed here, and only these: kg itself, like all else, is the clone's.
That they install from nothing is what `make check` shows (`tests/bare_install.sh`).
"""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sysconfig
import urllib.request
import venv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import pyoxigraph
import pytest
from fake_store import fake_store
from selenium import webdriver

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

NOT_WALKED = {
    "make test": "this is one of its tests",
    "kg fetch": "it asks a service on the network",
}
"""Commands that are shown and not walked, by their first words, and why."""

NEW = {
    "title": "Kilns in Winter: Firing Clay with Vision Transformers",
    "abstract": "A vision transformer, trained on ImageNet, watches the kiln.",
}
"""The paper in `new.jsonl`."""


@dataclass(frozen=True)
class Step:
    """A command or a program that README shows, what it says of it, and the answer that it prints below."""

    code: str
    says: str = ""
    answer: str = ""

    @property
    def name(self) -> str:
        """The first two words of a command, `python` for a program."""
        return "python" if "\n" in self.code.strip() and not self.answer else " ".join(self.code.split()[:2])


def steps(readme: str) -> Iterator[Step]:
    for language, body in BLOCK.findall(readme):
        if language == "python":
            yield Step(body)
        elif body.startswith("$ "):
            yield session(body)
        elif not language:
            for line in filter(None, body.splitlines()):
                command, _, says = line.partition(" #")
                yield Step(command.strip(), says.strip())


def session(body: str) -> Step:
    """Return the command after `$`, as many lines as its quotes need, and what stands below."""
    lines = body.removeprefix("$ ").splitlines(keepends=True)
    for count in range(1, len(lines) + 1):
        command = "".join(lines[:count])
        try:
            shlex.split(command)
        except ValueError:
            continue
        return Step(command.strip(), answer="".join(lines[count:]))
    raise ValueError(f"a quote is not closed: {body}")


STEPS = list(steps(README))
WALKED = [step for step in STEPS if not step.name.startswith(tuple(NOT_WALKED))]


class Walk:
    """A clone, what every step printed in it, and the answers of the server while it ran."""

    def __init__(self, folder: Path, store: str) -> None:
        self.clone, self.home = folder / "kg", folder / "home"
        self.store = store
        self.home.mkdir()
        subprocess.run(["git", "clone", "--quiet", ROOT, self.clone], check=True)
        self.environment = {
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "PATH": f"{self.clone / '.venv' / 'bin'}:{os.defpath}",
        }
        self._borrow()
        shutil.copytree(self.clone / "examples", self.clone / "papers")
        (self.clone / "new.jsonl").write_text(json.dumps(NEW) + "\n", encoding="utf-8")
        self.done = {step: self._take(step) for step in WALKED}

    def _borrow(self) -> None:
        """Make the environment that `make install` makes, of the packages of this one."""
        place = self.clone / ".venv"
        venv.EnvBuilder(symlinks=True).create(place)
        packages = Path(sysconfig.get_path("purelib", vars={"base": str(place), "platbase": str(place)}))
        (packages / "borrowed.pth").write_text(f"{self.clone}\n{sysconfig.get_path('purelib')}\n", encoding="utf-8")
        script = place / "bin" / "kg"
        script.write_text(f"#!{place}/bin/python\nfrom kg.cli import main\n\nmain()\n", encoding="utf-8")
        script.chmod(0o755)
        (place / ".installed").touch()

    def _take(self, step: Step) -> subprocess.CompletedProcess[str]:
        if step.name == "python":
            return self._run(["python", "-c", step.code])
        arguments = [self.store if argument == "URL" else argument for argument in shlex.split(step.code)]
        return self._serve([*arguments, "--port", "0"]) if step.name == "kg serve" else self._run(arguments)

    def _run(self, arguments: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            arguments, cwd=self.clone, env=self.environment, capture_output=True, text=True, timeout=300, check=False
        )

    def _serve(self, arguments: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a server, ask for what it says that it serves, and stop it as a user does."""
        process = subprocess.Popen(
            arguments, cwd=self.clone, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stdout
        said = [process.stdout.readline() for _ in range(3)]
        answers = [
            urllib.request.urlopen(line.split()[-1], timeout=30).read().decode() for line in said if line.strip()
        ]
        process.send_signal(signal.SIGINT)
        printed, errors = process.communicate(timeout=60)
        return subprocess.CompletedProcess(arguments, process.returncode, "\n".join([*said, printed, *answers]), errors)

    def path(self, name: str) -> Path:
        return self.clone / name

    def opens(self, name: str, driver: webdriver.Chrome) -> str:
        """Open a page that was written and return its heading; nothing is logged."""
        driver.get(self.path(name).as_uri())
        assert driver.get_log("browser") == []
        return driver.find_element("tag name", "h1").text


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("this is no clone, or git is not installed: nothing to clone")
    with fake_store() as store:
        yield Walk(tmp_path_factory.mktemp("walk"), store.address)


def built(walk: Walk, printed: str) -> None:
    assert re.search(r"[\d,]+ papers of", printed)


def writes_the_files_that_readme_lists(walk: Walk, printed: str) -> None:
    built(walk, printed)
    table = README.partition("| file | opens with |")[2].partition("\n\n")[0]
    files = re.findall(r"^\| `([^`]+)`.*?\| (.*)", table, re.MULTILINE)
    assert len(files) >= 6
    for name, says in files:
        if "more than 5,000 nodes" not in says and "kg report" not in says:
            assert list(walk.path("outputs").glob(name)), name


def shows_a_paper(walk: Walk, printed: str) -> None:
    assert "image is worth" in printed.splitlines()[0].lower()
    assert "Related papers" in printed


def found_its_own_findings(walk: Walk, printed: str) -> None:
    """What was found, taken for what is right, is right."""
    assert "F1" in printed
    assert "1.00" in printed


def lists_as_many_questions_as_readme_says(walk: Walk, printed: str) -> None:
    names = [line for line in printed.splitlines() if not line.startswith(" ")]
    assert f"{len(names)} questions" in README


def writes_a_line_a_paper(walk: Walk, printed: str) -> None:
    lines = walk.path("mine.jsonl").read_text(encoding="utf-8").splitlines()
    assert len([json.loads(line) for line in lines]) == papers_in(walk, "graph")


def writes_the_papers_alone(walk: Walk, printed: str) -> None:
    graph = nx.read_gexf(walk.path("papers.gexf"))
    assert len(graph) == papers_in(walk, "graph")
    assert graph.number_of_edges() > len(graph)


def writes_named_graphs(walk: Walk, printed: str) -> None:
    quads = pyoxigraph.parse(path=walk.path("g.trig"), format=pyoxigraph.RdfFormat.TRIG)
    assert len({quad.graph_name for quad in quads}) > 1


def serves(walk: Walk, printed: str) -> None:
    assert "SPARQL" in printed
    assert printed.lower().count("<!doctype html>") >= 2


def draws_and_counts(walk: Walk, printed: str) -> None:
    assert "papers by community" in printed
    assert "█" in printed


def has_columns(*columns: str) -> Callable[[Walk, str], None]:
    def check(walk: Walk, printed: str) -> None:
        header = next(line for line in printed.splitlines() if line.strip())
        assert header.split() == list(columns)

    return check


def says(*words: str) -> Callable[[Walk, str], None]:
    def check(walk: Walk, printed: str) -> None:
        assert all(word in printed for word in words)

    return check


def papers_in(walk: Walk, folder: str) -> int:
    """Return how many papers the manifest of a folder counts."""
    manifest = json.loads(walk.path(f"{folder}/manifest.json").read_text(encoding="utf-8"))
    return int(manifest["counts"]["papers"])


def builds_nothing_where_nothing_changed(walk: Walk, printed: str) -> None:
    assert "unchanged" in printed


def adds_the_new_paper(walk: Walk, printed: str) -> None:
    assert papers_in(walk, "graph") == papers_in(walk, "outputs") + 1


CHECKS: Mapping[str, Callable[[Walk, str], None]] = {
    "make graph": writes_the_files_that_readme_lists,
    "kg build": built,
    "kg add": adds_the_new_paper,
    "kg show": shows_a_paper,
    "kg entities --merges": has_columns("kind", "label", "name", "reason", "papers"),
    "kg stats": draws_and_counts,
    "kg report": says("written to graph/report.html"),
    "kg explain": says("RoBERTa", "ELECTRA"),
    "kg export --format gexf": writes_the_papers_alone,
    "kg export --format trig": writes_named_graphs,
    "kg export": writes_a_line_a_paper,
    "kg evaluate": found_its_own_findings,
    "kg query --list": lists_as_many_questions_as_readme_says,
    "kg gaps": says("technique", "dataset", "expected", "rows"),
    "kg similar": says("title", "weight", "overlap", "shared"),
    "kg serve": serves,
    "kg publish": says("triples in"),
    "kg validate": says("ok ", "SHACL"),
    "kg settings": says("related_per_paper", "min_score"),
}
"""What a step has to print or write, by the longest beginning of its command; of others, that they print something."""


@pytest.mark.parametrize("step", WALKED, ids=lambda step: step.name)
def test_does_what_readme_says(step: Step, walk: Walk) -> None:
    done = walk.done[step]
    assert done.returncode == 0, f"{step.code}\n{done.stdout}{done.stderr}"
    if step.name == "python":
        return
    if step.answer:
        assert words(done.stdout) == words(step.answer)
        return
    assert done.stdout.strip() or step.name == "kg export"
    known = [beginning for beginning in CHECKS if step.code.startswith(beginning)]
    if known:
        CHECKS[max(known, key=len)](walk, done.stdout)
    if step.says.startswith("again: "):
        builds_nothing_where_nothing_changed(walk, done.stdout)


def words(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def test_readme_shows_at_least_fourteen_steps_to_walk() -> None:
    assert len(WALKED) >= 14
    assert {"make graph", "kg build", "kg query", "kg show", "kg report", "python"} <= {step.name for step in WALKED}
    assert any(step.answer for step in WALKED)


def test_every_check_is_of_a_command_that_readme_shows() -> None:
    for beginning in CHECKS:
        assert any(step.code.startswith(beginning) for step in WALKED), beginning


def test_the_pages_open_with_the_network_cut_off(walk: Walk, driver: webdriver.Chrome) -> None:
    assert walk.opens("outputs/graph.html", driver)
    assert f"{papers_in(walk, 'outputs')} papers" in driver.find_element("tag name", "header").text
    assert walk.opens("graph/report.html", driver) == "What these papers share"
    assert f"{papers_in(walk, 'graph')} papers" in driver.find_element("tag name", "header").text


@pytest.mark.parametrize("folder", ["outputs", "graph"])
def test_gephi_gets_labels_colours_sizes_and_places(folder: str, walk: Walk) -> None:
    graph = nx.read_graphml(walk.path(f"{folder}/graph.graphml"))
    assert len(graph) > 100
    for _, node in graph.nodes(data=True):
        assert node["label"]
        assert {"x", "y", "size", "community"} <= node.keys()
        assert all(0 <= node[channel] <= 255 and isinstance(node[channel], int) for channel in "rgb")


def test_everything_that_readme_points_to_is_there(walk: Walk) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", README)
    named = re.findall(r"`(outputs/[^`]+)`", README)
    assert len(links) > 10
    assert len(named) >= 2
    for name in [*links, *named]:
        assert walk.path(name).exists(), name


def test_nothing_is_written_outside_but_caches(walk: Walk) -> None:
    """A new HOME stays empty but for what matplotlib keeps of the fonts."""
    assert {path.name for path in walk.home.iterdir()} <= {".cache", ".config"}


class TestReading:
    def test_of_commands_comments_and_answers(self) -> None:
        shown = (
            '# A\n```\nmake graph    # sets up\n\nkg stats -o g\n```\n```\n$ kg query "SELECT *\n  {}"\n\n a\n 1\n```\n'
        )
        assert list(steps(shown)) == [
            Step("make graph", "sets up"),
            Step("kg stats -o g"),
            Step('kg query "SELECT *\n  {}"', answer="\n a\n 1\n"),
        ]

    def test_of_programs_and_other_languages(self) -> None:
        found = list(steps("```python\nimport kg\n\nkg.build\n```\n```turtle\n<a> <b> <c> .\n```\n"))
        assert found == [Step("import kg\n\nkg.build\n")]
        assert found[0].name == "python"

    def test_of_a_quote_that_is_not_closed(self) -> None:
        with pytest.raises(ValueError, match="quote"):
            list(steps('```\n$ kg query "SELECT\n```\n'))
