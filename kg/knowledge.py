"""A built graph as one value: its tables, its views, and everything that can be asked of it.

What only some methods need is imported by them, so that a graph is loaded and asked at once.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kg.built import Build, find_build
from kg.frames import Frames
from kg.look.explain import Explanation, explain_papers
from kg.look.find import find_node, find_paper
from kg.look.listing import list_conflicts, list_entities, list_merges
from kg.look.profile import PaperProfile, profile_paper
from kg.look.similar import similar_papers

if TYPE_CHECKING:
    import networkx as nx
    from pyoxigraph import Store
    from rdflib import Graph

    from kg.evaluate import Evaluation
    from kg.look.path import GraphPath
    from kg.notebook import Page
    from kg.publish import Published
    from kg.query import QueryResult
    from kg.serve import Limits
    from kg.stats import GraphStatistics
    from kg.validate import Check

__all__ = ["KnowledgeGraph", "build", "load"]


class KnowledgeGraph:
    """A built graph, read from its folder as far as it is asked for.

    `papers`, `entities`, `links`, `mentions` and `related` are pandas frames with the columns of docs/tables.md, each
    read once: copy one before you change it. Papers are named by identifier, title or a part of the title, entities by
    identifier or any of their names; what is unknown or ambiguous raises LookupFailedError with what comes near.
    """

    def __init__(self, build: Build) -> None:
        self._build = build
        self._frames = Frames(build.tables_folder, max_share=build.settings["related_max_share"])

    @property
    def folder(self) -> Path:
        """Return the folder that the graph was built into."""
        return self._build.folder

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Return what the build says of itself: inputs, what was skipped, settings, versions, counts, costs."""
        return self._build.manifest

    @property
    def papers(self) -> pd.DataFrame:
        """Return the papers: paper_id, title, abstract, authors, year, venue, url, sources, community and so on."""
        return self._frames.papers

    @property
    def entities(self) -> pd.DataFrame:
        """Return the entities: entity_id, kind, label, aliases, paper_count, community, x, y."""
        return self._frames.entities

    @property
    def links(self) -> pd.DataFrame:
        """Return the links: paper_id, entity_id, relation, role, score, mention_count."""
        return self._frames.links

    @property
    def mentions(self) -> pd.DataFrame:
        """Return the mentions: paper_id, entity_id, relation, surface, field, start, end, rule, score."""
        return self._frames.mentions

    @property
    def related(self) -> pd.DataFrame:
        """Return the pairs of related papers that were kept: paper_a, paper_b, weight, shared."""
        return self._frames.related

    @property
    def skipped(self) -> pd.DataFrame:
        """Return what the build took for no paper: source, line (0: all of it), what, reason."""
        return pd.DataFrame(self.manifest["skipped"], columns=["source", "line", "what", "reason"])

    def paper(self, title: str) -> PaperProfile:
        """Return a paper with its entities, the words that these rest on, and the papers most related to it."""
        return profile_paper(self._frames, find_paper(self.papers, title))

    def list_entities(self, kind: str | None = None, *, sort: str = "papers") -> pd.DataFrame:
        """Return the entities of a kind, or of all; `sort` is papers, label, kind or community.

        Columns: entity_id, kind, label, papers, community, aliases. Raises LookupFailedError where there is no such
        kind or order.
        """
        return list_entities(self._frames, kind=kind, sort=sort)

    def list_merges(self, kind: str | None = None) -> pd.DataFrame:
        """Return the names that were taken for an entity with another label, and why.

        Columns: entity_id, kind, label, name, reason, papers. Raises LookupFailedError where there is no such kind.
        """
        return list_merges(self._frames, kind=kind)

    def list_conflicts(self) -> pd.DataFrame:
        """Return what the sources of papers disagree on: paper_id, title, field, value, kept, sources."""
        return list_conflicts(self._frames)

    def similar(self, paper: str, k: int = 10) -> pd.DataFrame:
        """Return the `k` papers that have most in common with a paper: paper_id, title, year, weight, overlap, shared.

        The weight is that of `related`, for every pair; the overlap is Jaccard's index, weighted (`kg.look.similar`).
        """
        return similar_papers(self._frames, find_paper(self.papers, paper), k=k)

    def explain(self, a: str, b: str) -> Explanation:
        """Return why two papers are linked: what they share, how much it weighs, and the sentences of both."""
        return explain_papers(self._frames, find_paper(self.papers, a), find_paper(self.papers, b))

    def path(self, a: str, b: str) -> "GraphPath":
        """Return the best way between two papers or entities; passing what n papers mention costs 1 + ln n.

        A name is a paper where it is a whole title, else an entity, else a part of a title. Raises LookupFailedError
        where no path joins the two.
        """
        from kg.look.path import find_path

        return find_path(self._frames, *(find_node(self.papers, self.entities, name) for name in (a, b)))

    def gaps(
        self,
        kinds: tuple[str, str] = ("technique", "dataset"),
        *,
        papers: int = 5,
        together: int = 0,
        limit: int | None = 50,
    ) -> pd.DataFrame:
        """Return common entities of two kinds that at most `together` papers combine, the most surprising first.

        Columns: `kg.look.gaps.find_gaps`. Raises LookupFailedError where there is no such kind.
        """
        from kg.look.gaps import find_gaps

        return find_gaps(self._frames, kinds=kinds, papers=papers, together=together, limit=limit)

    def trends(
        self,
        kind: str | None = None,
        *,
        since: int | None = None,
        papers: int = 4,
        falling: bool = False,
        limit: int | None = 50,
    ) -> pd.DataFrame:
        """Return the entities whose share of the papers rises, or falls, from the years before `since` to those after.

        Columns: `kg.look.trends.find_trends`. Raises LookupFailedError where no paper has a year.
        """
        from kg.look.trends import find_trends

        return find_trends(self._frames, kind=kind, since=since, papers=papers, falling=falling, limit=limit)

    def graph(self, view: str = "all", **thresholds: Any) -> "nx.Graph[str]":
        """Return a view of the graph in networkx: `all`, `papers` (joined by what they share) or `entities`.

        Thresholds are those of `kg export`: kinds, min_papers, min_shared, min_weight, strongest, weight; each view has
        some of them (`kg.export.views`). Raises SettingError where there is no such view or threshold.
        """
        from kg.export.views import make_view
        from kg.graph import to_networkx

        return to_networkx(make_view(self._build.tables, view, **thresholds))

    def report(self, file: Path | str | None = None) -> Path:
        """Write one page about the graph, `report.html` in its folder unless told otherwise, and return where it is.

        Raises OutputError where it cannot be written.
        """
        from kg.reporting import report

        return report(self.folder, file)

    def export(self, path: Path | str, format: str, *, view: str | None = None, **thresholds: Any) -> None:
        """Write the graph, or a view of it, to a file or, for csv and neo4j, into a folder; formats: `kg export`.

        Raises SettingError where there is no such format, view or threshold, OutputError where `path` cannot be
        written.
        """
        from kg.export.formats import export

        export(self.folder, path, format=format, view=view, **thresholds)

    def stats(self) -> "GraphStatistics":
        """Return how big the graph is, how it hangs together, and what its papers share most."""
        from kg.stats import graph_statistics

        return graph_statistics(self._build.tables)

    def query(self, question: str, **params: object) -> pd.DataFrame:
        """Return the rows that answer a question: the name of one (docs/queries.md), a .rq file, or SPARQL.

        `params` are values for what the question can be asked about. Columns of numbers and of truth values have such
        types, the others are text; what a row lacks is missing.

        Raises QueryError where the question does not parse, fails, or gives a graph, which `construct` returns.
        """
        from kg.answers import answer_frame

        return answer_frame(self._ask(question, params))

    def construct(self, question: str, **params: object) -> "Graph":
        """Return the graph that answers a CONSTRUCT or DESCRIBE query, given as `query` takes it, in rdflib.

        Raises QueryError where the question gives rows, which `query` returns, and where `query` does.
        """
        from kg.answers import answer_graph

        return answer_graph(self._ask(question, params))

    def rdf(self, *, evidence: bool = False) -> "Graph":
        """Return the graph in rdflib; with `evidence`, also the words that every link rests on.

        rdflib parses about 30,000 triples a second; `query` answers without it.
        """
        from kg.answers import rdf_graph

        return rdf_graph(self.folder, evidence=evidence)

    def validate(self, *, shapes: bool = True) -> "tuple[Check, ...]":
        """Return the checks of `kg validate`; the build is sound where none of them has `problems`."""
        from kg.validate import validate_build

        return tuple(validate_build(self.folder, shapes=shapes))

    def evaluate(self, gold: Path | str, *, canon: Path | str | None = None, samples: int = 1000) -> "Evaluation":
        """Return how good the graph is, measured against the annotated papers in the file or folder `gold`.

        Raises GoldError where they cannot be read, or the graph knows none of them.
        """
        from kg.evaluate import evaluate
        from kg.gold import read_canon, read_gold

        names = {} if canon is None else read_canon(Path(canon))
        return evaluate(read_gold(Path(gold)), self._build.tables, names, samples=samples)

    def serve(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 8000,
        limits: "Limits | None" = None,
        on_ready: Callable[[str], None] | None = None,
    ) -> None:
        """Serve explorer, query page, SPARQL and a page for every node until interrupted; see `kg.serve.serve`."""
        from kg.serve import serve

        serve(self.folder, host=host, port=port, limits=limits, on_ready=on_ready)

    def publish(self, url: str) -> "tuple[Published, ...]":
        """Put the graph into the triple store whose Graph Store Protocol answers at `url`; see `kg.publish.publish`."""
        from kg.publish import publish

        return publish(self.folder, url)

    def show(self, *, height: int = 640) -> "Page":
        """Return the explorer as a page of this height in pixels that notebooks display, offline."""
        from kg.notebook import Page

        return Page((self.folder / "graph.html").read_text(encoding="utf-8"), height)

    def add(self, paths: Path | str | Sequence[Path | str], *, jobs: int | None = None) -> "KnowledgeGraph":
        """Bring the papers in `paths` into the build, and return the new graph: that of a build of all files at once.

        Raises InputError where a file of the build is gone, and what `build` raises.
        """
        from kg import pipeline

        pipeline.add(paths, self.folder, jobs=jobs)
        return load(self.folder)

    def __repr__(self) -> str:
        return (
            f"KnowledgeGraph({str(self.folder)!r}: {len(self.papers):,} papers, {len(self.entities):,} entities, "
            f"{len(self.links):,} links, {len(self.related):,} pairs of related papers)"
        )

    def _repr_html_(self) -> str:
        from kg.notebook import summary_html
        from kg.stats import graph_statistics

        return summary_html(self._build.tables, graph_statistics(self._build.tables))

    @cached_property
    def _store(self) -> "Store":
        from kg.query import load as load_store

        return load_store(self.folder)

    def _ask(self, question: str, params: Mapping[str, object]) -> "QueryResult":
        from kg.query import ask

        return ask(self._store, question, {name: str(value) for name, value in params.items()})


def build(
    paths: Path | str | Sequence[Path | str],
    out: Path | str = "outputs",
    *,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    strict: bool = False,
    aliases: Path | str | None = None,
    not_same: Path | str | None = None,
    stop: Path | str | None = None,
    jobs: int | None = None,
    cache: bool = True,
    on_stage: Callable[[str], object] = str,
    **settings: object,
) -> KnowledgeGraph:
    """Build the graph of the papers in `paths` (files, folders, patterns) into the folder `out`, and load it.

    `format` names a reader where the content of the files should not decide, `columns` the column of a table in which
    a field of a paper stands; with `strict` a record that holds no paper is an error. `aliases`, `not_same` and `stop`
    are files of names (docs/design.md, Resolution). `jobs` is how many processes extract; with `cache`, what was once
    extracted is found again, and what stands in `out` is left where nothing changed. `on_stage` hears the name of each
    stage as it begins. `settings` are those that `kg settings` lists, by name. The outputs appear whole or not at all.

    Raises InputError where there is nothing to read, OutputError where `out` cannot be written to, SettingError where
    a setting does not exist or has an impossible value.
    """
    from kg import pipeline
    from kg.overrules import load_overrules
    from kg.settings import make_settings

    pipeline.build(
        paths,
        out,
        format=format,
        columns=columns,
        strict=strict,
        settings=make_settings(settings),
        overrules=load_overrules(
            aliases=_path(aliases),
            not_same=_path(not_same),
            stop=_path(stop),
        ),
        jobs=jobs,
        cache=cache,
        on_stage=on_stage,
    )
    return load(out)


def load(out: Path | str = "outputs") -> KnowledgeGraph:
    """Return the graph that was built into the folder `out`.

    Raises OutputError where there is no build, or one of another version of kg, whose tables are different.
    """
    return KnowledgeGraph(find_build(out))


def _path(given: Path | str | None) -> Path | None:
    return None if given is None else Path(given)
