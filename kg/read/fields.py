"""What sources write in the fields of a paper: years, names of people, lists of keywords, addresses."""

import html
import re
from collections.abc import Iterable

from kg.ids import arxiv_id
from kg.text import without_trailing

__all__ = [
    "addresses_in",
    "arxiv_id_in",
    "code_and_pages",
    "full_name",
    "keywords_in",
    "people_in",
    "untagged",
    "year_in",
]

_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d|\.\d)")
_ARXIV = re.compile(r"(?:arxiv\s*:\s*|arxiv\.org/(?:abs|pdf)/|\babs/)([\w.-]+(?:/\d{7})?)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>{}\"\\^`|]+")
_CODE_HOST = re.compile(
    r"https?://(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|git\.sr\.ht)/[\w.~-]+/[\w.-]+", re.I
)
_TAG = re.compile(r"</?[a-zA-Z][\w:-]*(?:\s[^<>]*)?/?>")
_LISTED = re.compile(r"[;|\n]")
_NUMBERED = re.compile(r"\s*\(\d+\)$")
_AND = re.compile(r",?\s+(?:and|und|&)\s+")
_OR_COMMA = re.compile(rf"{_AND.pattern}|,")
_TRAILING = ".,;:!?'\"*"
_CLOSING = {")": "(", "]": "["}


def year_in(text: str) -> int | None:
    """Return the first year in `text`, None where there is none.

    >>> year_in("2017-06-12"), year_in("in press")
    (2017, None)
    """
    found = _YEAR.search(text)
    return int(found[1]) if found else None


def full_name(name: str) -> str:
    """Return a name of a person as it is said: what stands before the first comma goes behind what follows.

    >>> full_name("Vaswani, Ashish"), full_name("King, Martin Luther, Jr."), full_name("Plato")
    ('Ashish Vaswani', 'Martin Luther King Jr.', 'Plato')
    """
    last, _, rest = (part.strip() for part in name.partition(","))
    first, _, suffix = (part.strip() for part in rest.partition(","))
    return " ".join(part for part in (first, last, suffix) if part)


def keywords_in(text: str) -> list[str]:
    """Return the keywords of a list in one text: separated by semicolons or line ends, else by commas.

    >>> keywords_in("graphs; trees, rooted"), keywords_in("graphs, trees")
    (['graphs', 'trees, rooted'], ['graphs', 'trees'])
    """
    separated = re.split(r"[;\n]", text) if re.search(r"[;\n]", text.strip()) else text.split(",")
    return [keyword for part in separated if (keyword := part.strip(" \t,.")) and keyword != "-"]


def people_in(text: str) -> list[str]:
    """Return the names of a list of people in one text, as they are said.

    >>> people_in("Potter, Ada; Ember, Bo"), people_in("Ada Potter, Bo Ember and Cy Wave"), people_in("Potter, Ada")
    (['Ada Potter', 'Bo Ember'], ['Ada Potter', 'Bo Ember', 'Cy Wave'], ['Ada Potter'])
    """
    if _LISTED.search(text):
        return [full_name(_NUMBERED.sub("", name.strip())) for name in _LISTED.split(text)]
    names = [name.strip() for name in _OR_COMMA.split(text)]
    if "," in text and not all(" " in name for name in names if name):
        return [full_name(name) for name in _AND.split(text)]
    return names


def addresses_in(text: str) -> list[str]:
    """Return the web addresses in `text`, punctuation that belongs to the sentence taken off.

    >>> addresses_in("Code (https://github.com/a/b), data at http://c.org/d_(e).")
    ['https://github.com/a/b', 'http://c.org/d_(e)']
    """
    return [without_trailing(match, signs=_TRAILING, brackets=_CLOSING) for match in _ADDRESS.findall(text)]


def code_and_pages(addresses: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the addresses of repositories of code, and the others.

    >>> code_and_pages(["https://github.com/a/b", "https://a.example", "https://github.com/a"])
    (['https://github.com/a/b'], ['https://a.example', 'https://github.com/a'])
    """
    code: list[str] = []
    pages: list[str] = []
    for address in addresses:
        (code if _CODE_HOST.match(address) else pages).append(address)
    return code, pages


def arxiv_id_in(text: str) -> str:
    """Return the first arXiv identifier that `text` names as one, "" where it names none.

    >>> arxiv_id_in("arXiv preprint arXiv:1706.03762v5"), arxiv_id_in("abs/1706.03762"), arxiv_id_in("1706.03762")
    ('1706.03762', '1706.03762', '')
    """
    return next((found for match in _ARXIV.findall(text) if (found := arxiv_id(match.rstrip(".-")))), "")


def untagged(text: str) -> str:
    """Return `text` without the tags of HTML or JATS, its character references resolved.

    >>> untagged("<jats:p>Growth of <i>E. coli</i> at p &lt; 0.05</jats:p>")
    'Growth of E. coli at p < 0.05'
    """
    return html.unescape(_TAG.sub("", text)).strip()
