"""When two names count as one in a measurement: more loosely than in a build, and by a rule that never changes.

Figures are comparable only where the names are compared alike, so nothing here follows the resolution of a build.
"""

import re

__all__ = ["name_key", "repository_key"]

_PIECE = re.compile(r"[a-z0-9+#]+")
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?github\.com/")


def name_key(name: str) -> str:
    """Return what two spellings of a name share: runs of a-z, 0-9, + and #, lower case, without a plural s.

    A name without any such character stands for itself.

    >>> name_key("Vision-Transformers (ViTs)"), name_key("loss"), name_key("C++"), name_key("π")
    ('vision transformer vit', 'los', 'c++', 'π')
    """
    lower = name.lower()
    return " ".join(_without_plural(piece) for piece in _PIECE.findall(lower)) or lower.strip()


def repository_key(name: str) -> str:
    """Return `owner/name` of a repository, in lower case.

    >>> repository_key("https://github.com/Owner/Name/"), repository_key("owner/name")
    ('owner/name', 'owner/name')
    """
    lower = name.lower()
    address = _ADDRESS.match(lower)
    return (lower[address.end() :] if address else lower).strip("/")


def _without_plural(piece: str) -> str:
    before = piece[-4:-1]
    return piece[:-1] if piece.endswith("s") and len(before) == 3 and before.isalpha() else piece
