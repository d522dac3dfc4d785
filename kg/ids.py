"""The only maker of identifiers: from canonical text, percent-encoded, no counters.

Every identifier is a relative IRI; the exporters put a base before it.
"""

from hashlib import sha256
from urllib.parse import quote

from kg.model import Relation
from kg.text import title_key

__all__ = ["annotation_id", "entity_id", "link_id", "paper_id", "related_id", "selector_id"]

_LONGEST_SLUG = 120


def paper_id(title: str) -> str:
    """Return the identifier of the paper with this title; spellings of one title give one identifier.

    >>> paper_id("Attention Is All You Need")
    'paper/attention-is-all-you-need'
    """
    key = title_key(title) or title.strip()
    slug = _segment(key.replace(" ", "-"))
    if len(slug) > _LONGEST_SLUG:
        slug = f"{_segment(key[:48].strip().replace(' ', '-'))}-{sha256(key.encode()).hexdigest()[:12]}"
    return f"paper/{slug}"


def entity_id(kind: Relation, label: str) -> str:
    """Return the identifier of the entity of this kind and label.

    >>> entity_id(Relation.TECHNIQUE, "diffusion model"), entity_id(Relation.REPOSITORY, "owner/name")
    ('technique/diffusion_model', 'repository/owner/name')
    """
    parts = label.split("/") if kind is Relation.REPOSITORY else [label]
    return "/".join(
        [kind, *("_".join(_segment(word).replace("_", "%5F") for word in part.split(" ")) for part in parts)]
    )


def link_id(paper: str, relation: str, entity: str) -> str:
    """Return the identifier of the link between a paper and an entity."""
    return f"{paper}/link/{relation}/{entity}"


def annotation_id(paper: str, relation: str, field: str, start: int, end: int) -> str:
    """Return the identifier of a mention: there is one a relation and span."""
    return f"{paper}/mention/{relation}/{field}-{start}-{end}"


def selector_id(annotation: str, kind: str) -> str:
    """Return the identifier of a selector (`quote` or `position`) of an annotation."""
    return f"{annotation}/{kind}"


def related_id(paper_a: str, paper_b: str) -> str:
    """Return the identifier of the relatedness of two papers; the order of the two does not count.

    >>> related_id("paper/b", "paper/a")
    'related/a/b'
    """
    return "related/" + "/".join(paper.removeprefix("paper/") for paper in sorted((paper_a, paper_b)))


def _segment(text: str) -> str:
    """Percent-encode a segment of a path; dots alone would be taken for a way up."""
    encoded = quote(text, safe="-")
    return encoded if encoded.strip(".") else encoded.replace(".", "%2E")
