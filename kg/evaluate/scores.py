"""What a measurement says: counts, the figures that follow from them, and how sure they are."""

from dataclasses import dataclass

__all__ = ["AuthorKeywords", "Bin", "Counts", "Evaluation", "Interval", "KindScore", "RoleScore", "Score", "Slip"]


@dataclass(frozen=True, slots=True)
class Counts:
    """Things found rightly, found wrongly and missed, and the figures that follow.

    >>> counts = Counts(right=6, wrong=2, missed=4)
    >>> counts.precision, counts.recall, round(counts.f1, 3), counts.gold, counts.predicted
    (0.75, 0.6, 0.667, 10, 8)
    """

    right: int
    wrong: int
    missed: int

    @property
    def gold(self) -> int:
        """Return how many the annotators marked."""
        return self.right + self.missed

    @property
    def predicted(self) -> int:
        """Return how many the build found."""
        return self.right + self.wrong

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right; 0 where nothing was found."""
        return self.right / (self.predicted or 1)

    @property
    def recall(self) -> float:
        """Return the share of what was marked that was found; 0 where nothing was marked."""
        return self.right / (self.gold or 1)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall; 0 where both are."""
        return 2 * self.precision * self.recall / ((self.precision + self.recall) or 1)


@dataclass(frozen=True, slots=True)
class Interval:
    """The range that holds a figure for 95 of 100 draws of the papers, with replacement."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over all papers, with the interval of their F1 where one could be drawn."""

    counts: Counts
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class RoleScore:
    """Of `matched` entities found rightly, how many have the role that was annotated."""

    right: int
    matched: int
    interval: Interval | None = None

    @property
    def accuracy(self) -> float:
        """Return the share that is right; 0 where nothing was matched."""
        return self.right / (self.matched or 1)


@dataclass(frozen=True, slots=True)
class Slip:
    """A name that was missed, or found wrongly, and the titles of the papers where, in the order of their titles."""

    name: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """The findings with a score of at least `low` and below `high` (a score of 1 is in the last), and what is right."""

    low: float
    high: float
    count: int
    mean_score: float
    right: int

    @property
    def share(self) -> float:
        """Return the share of these findings that annotators marked."""
        return self.right / (self.count or 1)


@dataclass(frozen=True, slots=True)
class KindScore:
    """A kind of entity: how it was found, and, but for repositories, how it joins papers.

    `annotated` is false where no paper says anything of this kind; the counts then tell only what was found. `missed`
    and `wrong` come most frequent first. `reliability` sets the scores of links against what annotators marked.
    """

    kind: str
    annotated: bool
    entities: Score
    links: Score | None
    roles: RoleScore | None
    missed: tuple[Slip, ...]
    wrong: tuple[Slip, ...]
    reliability: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class AuthorKeywords:
    """How the five best keywords of a paper meet those its authors chose: the mean over `papers` of F1."""

    f1: float
    papers: int
    interval: Interval | None
    reliability: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A build measured against annotated papers; `author_keywords` is None where none could be compared."""

    papers_gold: int
    papers_found: int
    samples: int
    kinds: tuple[KindScore, ...]
    author_keywords: AuthorKeywords | None

    def kind(self, kind: str) -> KindScore:
        """Return the scores of one kind.

        Raises KeyError where `kind` is none.
        """
        for score in self.kinds:
            if score.kind == kind:
                return score
        raise KeyError(kind)
