"""Every threshold of a build: its name, what it counts, its default."""

import dataclasses
import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.errors import SettingError

__all__ = [
    "Settings",
    "describe_settings",
    "extraction_settings",
    "make_settings",
    "parse_settings",
    "result_settings",
]


def _setting(
    default: Any, doc: str, *, low: float, high: float, bears: bool = True, on_extraction: bool = False
) -> Any:
    """Declare a setting.

    `bears` tells whether it bears on what comes out, or only on time and memory; `on_extraction` whether it bears on
    what is found in a paper.
    """
    told = {"doc": doc, "low": low, "high": high, "bears": bears, "on_extraction": on_extraction}
    return field(default=default, metadata=told)


@dataclass(frozen=True, slots=True)
class Settings:
    """The thresholds of one build; values are checked when it is made.

    >>> Settings(keywords_per_paper=8).keywords_per_paper
    8
    """

    fast: bool = _setting(
        False,
        "leave the language model out: several times as fast, less is found",
        low=False,
        high=True,
        on_extraction=True,
    )
    keywords_per_paper: int = _setting(8, "keywords kept a paper, at most", low=1, high=50, on_extraction=True)
    keyword_min_score: float = _setting(
        0.03,
        "keywords below this score are dropped: 0 to 1, how likely an author would choose it",
        low=0,
        high=1,
        on_extraction=True,
    )
    keyword_diversity: float = _setting(
        0.3,
        "weight of novelty against relevance when keywords are chosen (MMR), 0 to 1",
        low=0,
        high=1,
        on_extraction=True,
    )
    min_score: float = _setting(
        0.4,
        "mentions below this score are dropped: 0 to 1, the share that people would mark",
        low=0,
        high=1,
        on_extraction=True,
    )
    reworded_similarity: float = _setting(
        0.85,
        "names of the same words in another form are one from this cosine of their vectors on: 0 to 1",
        low=0,
        high=1,
    )
    inferred_names: int = _setting(
        20, "names an entity takes in beyond those of the lexicon and the user, at most", low=0, high=100_000
    )
    related_per_paper: int = _setting(10, "related papers kept a paper, at most", low=1, high=1000)
    related_max_share: float = _setting(
        0.2, "entities that more than this share of the papers mention do not relate papers", low=0, high=1
    )
    related_candidates: int = _setting(
        5000, "papers that a paper is compared with, at most; its rarest entities bring them", low=1, high=10_000_000
    )
    page_min_papers: int = _setting(
        2, "entities drawn on the HTML page join at least this many papers", low=1, high=1_000_000
    )
    seed: int = _setting(7, "seed of the communities and of the layout", low=0, high=2**31 - 1)
    batch_size: int = _setting(32, "papers a batch of extraction", low=1, high=100_000, bears=False)

    def __post_init__(self) -> None:
        for setting in dataclasses.fields(self):
            value, low, high = getattr(self, setting.name), setting.metadata["low"], setting.metadata["high"]
            if not low <= value <= high:
                raise SettingError(f"{setting.name} is {value}; expected {low} to {high} ({setting.metadata['doc']})")


_SWITCH = {"true": True, "false": False}
_READERS: Mapping[type, tuple[Callable[[str], Any], str]] = {
    bool: (_SWITCH.__getitem__, "true or false"),
    int: (int, "a whole number"),
    float: (float, "a number"),
}


def result_settings(settings: Settings) -> dict[str, Any]:
    """Return the settings that bear on what comes out, by name; those of time and memory alone are left out.

    >>> "seed" in result_settings(Settings()), "batch_size" in result_settings(Settings())
    (True, False)
    """
    return _marked(settings, "bears")


def extraction_settings(settings: Settings) -> dict[str, Any]:
    """Return the settings that bear on what is found in a paper, by name.

    >>> "min_score" in extraction_settings(Settings()), "seed" in extraction_settings(Settings())
    (True, False)
    """
    return _marked(settings, "on_extraction")


def _marked(settings: Settings, mark: str) -> dict[str, Any]:
    fields = dataclasses.fields(settings)
    return {setting.name: getattr(settings, setting.name) for setting in fields if setting.metadata[mark]}


def parse_settings(values: Mapping[str, str]) -> Settings:
    """Make settings from text, as the command line gives them.

    Raises SettingError on an unknown name (with the nearest known one) and on a value that is no number.

    >>> parse_settings({"related_per_paper": "5"}).related_per_paper
    5
    """
    known, parsed = _known(values), dict[str, Any]()
    for name, text in values.items():
        read, expected = _READERS[type(known[name].default)]
        try:
            parsed[name] = read(text)
        except (KeyError, ValueError):
            raise SettingError(f"{name} is {text!r}; expected {expected}") from None
    return Settings(**parsed)


def make_settings(values: Mapping[str, object]) -> Settings:
    """Make settings from values, as Python gives them.

    Raises SettingError on an unknown name (with the nearest known one) and on a value of another type.

    >>> make_settings({"related_per_paper": 5, "min_score": 0}).related_per_paper
    5
    """
    known = _known(values)
    for name, value in values.items():
        type_ = type(known[name].default)
        if type(value) is not type_ and not (type_ is float and type(value) is int):
            raise SettingError(f"{name} is {value!r}; expected {_READERS[type_][1]}")
    return Settings(**values)  # type: ignore[arg-type]


def _known(names: Iterable[str]) -> dict[str, dataclasses.Field[Any]]:
    """Return all settings by name, after a look whether all `names` are among them."""
    known = {setting.name: setting for setting in dataclasses.fields(Settings)}
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(known)}"
            raise SettingError(f"no setting is called {name!r}; {hint}")
    return known


def describe_settings() -> list[tuple[str, str, str]]:
    """Return name, default and meaning of every setting, for the help and the documentation."""
    return [
        (setting.name, str(setting.default).lower(), setting.metadata["doc"])
        for setting in dataclasses.fields(Settings)
    ]
