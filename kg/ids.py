"""The only maker of identifiers: from canonical text, percent-encoded, no counters.

Every identifier is a relative IRI; the exporters put a base before it. Things that people look up (papers, entities,
rules) have readable ones. Statements about them (links, mentions, spans and so on) have short ones: eighty bits of the
SHA-256 of what they are about, so that among a thousand million the odds of two being the same are one in a million.
"""

import re
from hashlib import sha256
from urllib.parse import quote, unquote

from kg.model import Relation, Run
from kg.text import title_key

__all__ = [
    "arxiv_id",
    "cooccurrence_id",
    "digest",
    "doi",
    "entity_id",
    "input_id",
    "is_preprint",
    "link_id",
    "mention_id",
    "paper_id",
    "related_id",
    "rule_id",
    "run_id",
    "selector_id",
    "software_id",
    "span_id",
]

_LONGEST_SLUG = 120
_DIGEST_BYTES = 10
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [first + second for first in _LETTERS for second in _LETTERS]
_DOI = re.compile(
    r"(?:(?:https?://)?(?:[\w-]+\.)*doi\.org/|(?:info:)?doi[:\s]\s*)?(10\.\d+(?:\.\d+)*/[!-~]+)", re.IGNORECASE
)
_PREPRINT = re.compile(
    r"10\.(?:1101/\d|2139/ssrn|5281/zenodo|(?:20944|21203|22541|26434|31219|31223|31234|31235|33774|36227|48550|64898)/)"
)
_ARXIV = re.compile(
    r"(?:(?:https?://)?(?:[\w-]+\.)*arxiv\.org/(?:abs|pdf|html|format|ps)/|arxiv[:\s]\s*|10\.48550/arxiv\.|oai:arxiv\.org:)?"
    r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?(?:\s*\[[\w.-]+\])?",
    re.IGNORECASE,
)


def paper_id(title: str, *told_by: str) -> str:
    """Return the identifier of the paper with this title; spellings of one title give one identifier.

    `told_by` is what tells a paper from another of the same title.

    >>> paper_id("Attention Is All You Need")
    'paper/attention-is-all-you-need'
    >>> paper_id("Editorial", "2019", "moss")
    'paper/editorial~2019-moss'
    """
    key = title_key(title) or title.strip()
    slug = _segment(key.replace(" ", "-"))
    if len(slug) > _LONGEST_SLUG:
        slug = f"{_segment(key[:48].strip().replace(' ', '-'))}-{sha256(key.encode()).hexdigest()[:12]}"
    telling = "-".join(_segment(part.replace(" ", "-")) for part in told_by if part)
    return f"paper/{slug}~{telling}" if telling else f"paper/{slug}"


def doi(text: str) -> str:
    """Return the DOI that `text` is, in lower case, without resolver or prefix; "" where it is none.

    >>> doi("https://doi.org/10.1000/ABC.7"), doi("doi: 10.1000/abc.7"), doi("abc")
    ('10.1000/abc.7', '10.1000/abc.7', '')
    """
    found = _DOI.fullmatch(unquote(text.strip()).rstrip(".,;")) if text else None
    return found[1].lower() if found else ""


def is_preprint(doi: str) -> bool:
    """Tell whether a DOI is one of a server of preprints, so that the paper may have another as a publication.

    >>> is_preprint("10.48550/arxiv.1706.03762"), is_preprint("10.1162/neco.1997.9.8.1735")
    (True, False)
    """
    return bool(_PREPRINT.match(doi))


def arxiv_id(text: str) -> str:
    """Return the arXiv identifier that `text` is, without version; "" where it is none.

    >>> arxiv_id("arXiv:1706.03762v5 [cs.CL]"), arxiv_id("https://arxiv.org/pdf/hep-th/9901001v1.pdf"), arxiv_id("17")
    ('1706.03762', 'hep-th/9901001', '')
    """
    found = _ARXIV.fullmatch(text.strip()) if text else None
    return found[1].lower() if found else ""


def digest(*parts: str) -> str:
    """Return sixteen characters, a to z and 2 to 7, that stand for the parts: Base32 (RFC 4648) in lower case.

    There are millions in a graph, and `base64.b32encode` takes four times as long as the hash.

    >>> digest("paper/a", "dataset")
    '42ioww5wepzh3hid'
    """
    hashed = sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()
    bits, pairs = int.from_bytes(hashed[:_DIGEST_BYTES], "big"), _PAIRS
    return (
        f"{pairs[bits >> 70]}{pairs[bits >> 60 & 1023]}{pairs[bits >> 50 & 1023]}{pairs[bits >> 40 & 1023]}"
        f"{pairs[bits >> 30 & 1023]}{pairs[bits >> 20 & 1023]}{pairs[bits >> 10 & 1023]}{pairs[bits & 1023]}"
    )


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
    """Return the identifier of the link between a paper and an entity.

    >>> link_id("paper/a", "dataset", "dataset/Cora")
    'link/5jgyhl2pn26v6epi'
    """
    return f"link/{digest(paper, relation, entity)}"


def mention_id(paper: str, relation: str, field: str, start: int, end: int) -> str:
    """Return the identifier of a mention: there is one a relation and span."""
    return f"mention/{digest(paper, relation, field, str(start), str(end))}"


def span_id(paper: str, field: str, start: int, end: int) -> str:
    """Return the identifier of a stretch of a paper's title or abstract."""
    return f"span/{digest(paper, field, str(start), str(end))}"


def selector_id(span: str, kind: str) -> str:
    """Return the identifier of a selector (`quote` or `position`) of a span.

    >>> selector_id("span/aq3x", "quote")
    'span/aq3x-quote'
    """
    return f"{span}-{kind}"


def related_id(paper_a: str, paper_b: str) -> str:
    """Return the identifier of the relatedness of two papers; the order of the two does not count.

    >>> related_id("paper/b", "paper/a") == related_id("paper/a", "paper/b")
    True
    """
    return f"related/{digest(*sorted((paper_a, paper_b)))}"


def cooccurrence_id(entity_a: str, entity_b: str) -> str:
    """Return the identifier of the co-occurrence of two entities; the order of the two does not count.

    >>> cooccurrence_id("task/parsing", "dataset/Cora") == cooccurrence_id("dataset/Cora", "task/parsing")
    True
    """
    return f"co-occurrence/{digest(*sorted((entity_a, entity_b)))}"


def rule_id(rule: str) -> str:
    """Return the identifier of a rule of extraction.

    >>> rule_id("lexicon-variant")
    'rule/lexicon-variant'
    """
    return f"rule/{_segment(rule)}"


def run_id(run: Run) -> str:
    """Return the identifier of a run: the same version, files and settings are the same run."""
    files = [f"{name}={sha256}" for name, sha256 in run.inputs]
    settings = [f"{name}={value}" for name, value in run.settings]
    return f"run/{digest(run.version, str(len(files)), *sorted(files), *sorted(settings))}"


def software_id(version: str) -> str:
    """Return the identifier of a version of kg.

    >>> software_id("0.1.0")
    'software/kg-0.1.0'
    """
    return f"software/kg-{_segment(version)}"


def input_id(sha256: str) -> str:
    """Return the identifier of an input file with this SHA-256, written as hexadecimal digits."""
    return f"input/{digest(sha256)}"


def _segment(text: str) -> str:
    """Percent-encode a segment of a path; dots alone would be taken for a way up."""
    if text.isascii() and text.replace("-", "").isalnum():
        return text
    encoded = quote(text, safe="-")
    return encoded if encoded.strip(".") else encoded.replace(".", "%2E")
