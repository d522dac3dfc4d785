"""Papers that share entities: how strongly, and which entities make it.

The weight of a pair is the sum of the inverse document frequencies of what both mention, ln(N / n) for an entity that n
of N papers mention (Spärck Jones, "A statistical interpretation of term specificity", 1972). It is kept in whole
millionths while it is added up, so that no order of rows changes it.

A paper is compared with the papers that its entities bring. Its commonest entities bring none where even a pair that
shares all of them is weaker than pairs it has for certain; nothing is missed by that. The work grows as the papers do,
not as their pairs: rarest first, the entities of a paper bring a given number of papers and no more. What is too common
to bring papers still counts in the weights.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import ibis
import numpy as np
import pyarrow as pa
from ibis import _
from ibis.expr.types import Table

from kg.engine import Engine
from kg.incidence import Incidence
from kg.model import Related

__all__ = ["Relations", "explain_pairs", "relate", "strongest_pairs", "weigh_links"]

_MILLION = 1_000_000
_ROWS_AT_ONCE = 4_000_000
_PAPERS_AT_ONCE = 20_000
_NO_PAIRS = pa.schema([("paper_a", pa.int32()), ("paper_b", pa.int32())]).empty_table()


@dataclass(frozen=True, slots=True)
class Relations:
    """The pairs of related papers, sorted, and what brought no papers though it could have made pairs.

    `pairs` can be walked through once; memory holds those of some papers.
    `capped` holds entities and for how many papers each brought none, the largest number first. A paper with none of
    them has its strongest pairs for certain.
    """

    pairs: Iterable[Related]
    capped: Mapping[str, int]


def relate(
    incidence: Incidence, *, engine: Engine, paper_count: int, max_share: float, per_paper: int, candidates: int
) -> Relations:
    """Return the pairs that are among the `per_paper` strongest of one of their papers.

    Entities that more than `max_share` of the papers mention do not count, unless only two papers do. The entities of
    one paper bring at most `candidates` papers to compare it with, one that two of them bring counted twice.
    """
    links = pa.table({"paper": incidence.pairs[:, 0], "entity": incidence.pairs[:, 1]})
    weighed = engine.keep(
        weigh_links(
            engine.table(links, "links"),
            paper_count=paper_count,
            max_share=max_share,
            per_paper=per_paper,
            candidates=candidates,
        ),
        "weighed",
    )
    found = (engine.collect(strongest_pairs(part, weighed, per_paper=per_paper)) for part in _parts(weighed, engine))
    pairs = engine.keep(engine.table(pa.concat_tables([_NO_PAIRS, *found]), "found").distinct(), "pairs")
    capped = weighed.filter(_.capped).group_by("entity").agg(papers=_.count())
    capped = capped.order_by(_.papers.desc(), _.entity.asc())
    return Relations(
        _explained(pairs, weighed, incidence, engine),
        {incidence.entities[row["entity"]]: row["papers"] for row in engine.collect(capped).to_pylist()},
    )


def _explained(pairs: Table, weighed: Table, incidence: Incidence, engine: Engine) -> Iterator[Related]:
    papers, entities = incidence.papers, incidence.entities
    for start in range(0, len(papers), _PAPERS_AT_ONCE):
        own = pairs.filter(_.paper_a.between(start, start + _PAPERS_AT_ONCE - 1))
        rows = engine.collect(explain_pairs(own, weighed))
        for a, b, weight, shared in zip(*(column.to_pylist() for column in rows.columns), strict=True):
            yield Related(papers[a], papers[b], weight / _MILLION, tuple(entities[entity] for entity in shared))


def weigh_links(links: Table, *, paper_count: int, max_share: float, per_paper: int, candidates: int) -> Table:
    """Return the expression of the links that relate papers, over a table of distinct links (paper, entity).

    Columns: paper, entity, papers (how many mention the entity), idf (millionths), sure (the weight, in millionths,
    that `per_paper` pairs of the paper have at least), brings (whether the entity brings papers to compare this one
    with), capped (whether it would, were there no limit).
    """
    frequency = links.group_by("entity").agg(papers=_.count())
    telling = frequency.filter((_.papers > 1) & (_.papers <= max(2, int(max_share * paper_count))))
    idf = (paper_count / telling.papers.cast("float64")).ln() * _MILLION
    weighed = links.join(telling.mutate(idf=idf.round()), "entity")
    rarest_first = ibis.cumulative_window(group_by="paper", order_by=["papers", "entity"])
    commonest_first = ibis.cumulative_window(group_by="paper", order_by=[ibis.desc("papers"), ibis.desc("entity")])
    weighed = weighed.mutate(
        within=(weighed.papers - 1).sum().over(rarest_first) <= candidates,
        with_commoner=weighed.idf.sum().over(commonest_first),
    )
    certain = ibis.ifelse(weighed.within & (weighed.papers > per_paper), weighed.idf, 0)
    weighed = weighed.mutate(sure=certain.max().over(ibis.window(group_by="paper")))
    matters = weighed.with_commoner >= weighed.sure
    return weighed.select(
        "paper", "entity", "papers", "idf", "sure", brings=matters & weighed.within, capped=matters & ~weighed.within
    )


def strongest_pairs(own: Table, weighed: Table, *, per_paper: int) -> Table:
    """Return the expression of the `per_paper` strongest pairs of the papers of `own`, which are rows of `weighed`.

    Columns: paper_a < paper_b; a pair that is among the strongest of both its papers comes twice where `own` has both.
    """
    brought = _shared(own.filter(_.brings), weighed).group_by("paper", "other").agg(weight=_.idf.sum())
    bounds = own.group_by("paper").agg(sure=_.sure.max(), silent=ibis.ifelse(_.brings, 0, _.idf).sum())
    possible = brought.join(bounds, "paper").filter(_.weight + _.silent >= _.sure).select("paper", "other", "weight")
    more = possible.join(own.filter(~_.brings), "paper").select("paper", "other", "entity", "idf")
    more = more.semi_join(weighed, [more.other == weighed.paper, more.entity == weighed.entity])
    whole = (
        ibis.union(possible, more.select("paper", "other", weight="idf"))
        .group_by("paper", "other")
        .agg(weight=_.weight.sum())
    )
    strongest_first = ibis.window(group_by="paper", order_by=[ibis.desc("weight"), ibis.asc("other")])
    strongest = whole.mutate(rank=ibis.row_number().over(strongest_first)).filter(_.rank < per_paper)
    return strongest.select(
        paper_a=ibis.least(strongest.paper, strongest.other), paper_b=ibis.greatest(strongest.paper, strongest.other)
    )


def explain_pairs(pairs: Table, weighed: Table) -> Table:
    """Return the expression of weights and reasons over a table of distinct pairs (paper_a < paper_b), sorted.

    Columns: paper_a, paper_b, weight (millionths), shared (list of entities, rarest first).
    """
    shared = pairs.join(weighed.select(paper_a="paper", entity="entity", idf="idf"), "paper_a")
    shared = shared.semi_join(weighed, [shared.paper_b == weighed.paper, shared.entity == weighed.entity])
    reasons = shared.group_by("paper_a", "paper_b").agg(
        weight=_.idf.sum().cast("int64"), shared=ibis.struct({"rank": -_.idf, "entity": _.entity}).collect()
    )
    return reasons.select(
        "paper_a", "paper_b", "weight", shared=reasons.shared.sort().map(lambda reason: reason.entity)
    ).order_by("paper_a", "paper_b")


def _shared(own: Table, weighed: Table) -> Table:
    other = weighed.select(other="paper", entity="entity")
    return own.join(other, "entity").filter(_.paper != _.other)


def _parts(weighed: Table, engine: Engine) -> Iterator[Table]:
    """Yield the weighed links in parts of whole papers that bring a bounded number of rows each."""
    brought = weighed.filter(_.brings).group_by("paper").agg(rows=_.papers.sum().cast("int64")).order_by("paper")
    counted = engine.collect(brought)
    papers, part = counted["paper"].to_numpy(), counted["rows"].to_numpy().cumsum() // _ROWS_AT_ONCE
    for number in np.unique(part):
        inside = papers[part == number]
        yield weighed.filter(_.paper.between(int(inside[0]), int(inside[-1])))
