"""What goes between the server and the process that answers a query."""

import json
from dataclasses import asdict, dataclass

__all__ = ["Question", "Verdict"]


@dataclass(frozen=True, slots=True)
class Question:
    """A query, the dataset that it is asked of, and the formats that its answer may have.

    Without `default_graphs` and `named_graphs` the query's own FROM decides, else all graphs together are asked.
    `solutions` and `triples` are media types; None where the client takes no answer of that sort.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    solutions: str | None = None
    triples: str | None = None

    def to_json(self) -> str:
        """Return the question as one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> "Question":
        """Read what `to_json` returned.

        >>> Question.from_json(Question("ASK {}", ("urn:g",)).to_json())
        Question(text='ASK {}', default_graphs=('urn:g',), named_graphs=(), solutions=None, triples=None)
        """
        fields = json.loads(line)
        default, named = tuple(fields.pop("default_graphs")), tuple(fields.pop("named_graphs"))
        return cls(**fields, default_graphs=default, named_graphs=named)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a query ended: an HTTP status, the media type of the answer where it is 200, else what went wrong."""

    status: int
    media_type: str = ""
    message: str = ""

    def to_json(self) -> str:
        """Return the verdict as one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> "Verdict":
        """Read what `to_json` returned.

        >>> Verdict.from_json(Verdict(400, message="no").to_json())
        Verdict(status=400, media_type='', message='no')
        """
        return cls(**json.loads(line))
