"""Where the files that kg ships stand: inside the installed package, or at the top of a checkout."""

from pathlib import Path

from kg.errors import ResourceError

__all__ = ["ontology_path"]

_PACKAGE = Path(__file__).resolve().parent


def ontology_path(*parts: str) -> Path:
    """Return the path of a file or folder of the shipped ontology; without `parts`, of the ontology folder itself.

    Raises ResourceError where it is neither in the package nor beside it.

    >>> ontology_path("kg.ttl").name
    'kg.ttl'
    """
    candidates = [root.joinpath("ontology", *parts) for root in (_PACKAGE, _PACKAGE.parent)]
    for candidate in candidates:
        if candidate.exists():
            return candidate
    places = " nor at ".join(str(candidate) for candidate in candidates)
    raise ResourceError(f"found nothing at {places}; expected the ontology that kg ships: install kg again")
