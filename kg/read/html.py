"""Read web pages: saved listings of papers, lists of links to papers, the page of one paper.

A page is taken apart into blocks of text with their links. A block that links to a paper begins one, as does a title
that prose follows; what stands below it until the next one belongs to it. A page without any is read as its text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml import html as lxml_html

from kg.errors import InputError
from kg.model import Paper
from kg.read.blocks import Block, Link, page_blocks
from kg.read.fields import arxiv_id_in, code_and_pages, full_name, keywords_in, year_in
from kg.read.listing import read_listing
from kg.read.paragraphs import is_furniture, reads_like_prose, reads_like_title
from kg.read.record import FURNITURE, Reader, Skipped, make_paper
from kg.read.source import Head, SourceFile
from kg.text import clip

__all__ = ["HTML", "papers_of_page", "read_html"]

_SHOWN = 60
_LOOKED_AT = 1000
_PAPER_ADDRESS = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html)/|openreview\.net/(?:forum|pdf)|aclanthology\.org/[\w.-]|doi\.org/10\.|"
    r"/papers/\d{4}\.\d{4,5}|paperswithcode\.com/paper/|semanticscholar\.org/paper/|proceedings\.mlr\.press/v\d+/|"
    r"(?:papers|proceedings)\.(?:nips|neurips)\.cc/paper|openaccess\.thecvf\.com/content|ieeexplore\.ieee\.org/.*document/|"
    r"dl\.acm\.org/doi/|link\.springer\.com/(?:article|chapter)|sciencedirect\.com/science/article|"
    r"nature\.com/articles/|pubmed\.ncbi\.nlm\.nih\.gov/\d|biorxiv\.org/content|jmlr\.org/papers|"
    r"ojs\.aaai\.org/.*article|isca-(?:speech|archive)\.org/|^/abs/\d{4}\.\d{4,5})|\.pdf(?:$|[?#])",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"\W*(?:paper|pdf|arxiv(?:[:\s]\s*[\d.v]+)?|link|url|html|abs(?:tract)?|openreview|code|github|project(?: page)?|"
    r"web(?:site|page)?|page|demo|data(?:set)?|model|bib(?:tex)?|slides|video|poster|blog|doi|here|supp\w*|other|"
    r"view \w+|official|pytorch|tensorflow|jax|star|!?\[.*\])?\W*",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(title|authors?|subjects?|keywords?|abstract|comments?|journal[- ]ref)\s*:\s*(.*)", re.I | re.S)
_NAMES = re.compile(
    r"[^\W\d_a-z][\w.'\u2019-]*(?: [\w.'\u2019-]+){1,4}(?:, [^\W\d_a-z][\w.'\u2019-]*(?: [\w.'\u2019-]+){1,4})+"
)
_VENUE = re.compile(
    r"(?:^|[(\[,|*\s])((?=[\w-]*[A-Z]{2}|Nature|Science)[A-Z][A-Za-z&-]{2,14})[ ,'\u2019]*((?:20|19)?\d\d)\b"
)
_NO_VENUE = frozenset(["arxiv", "corr", "pdf", "doi"])
_QUOTED = re.compile(r"[\"\u201c]([^\"\u201c\u201d]+)[\"\u201d]")
_ENDS = ' \t\n.,;:|-\u2013\u2014*"\u201c\u201d\u00b7'
_PROSE_REST = 12
_SHORT_YEAR = 2
_META = {
    "authors": ("citation_author", "citation_authors", "dc.creator"),
    "keywords": ("citation_keywords", "citation_keyword"),
}


@dataclass(slots=True)
class _Draft:
    """A paper as it is gathered."""

    number: int
    title: str
    links: list[Link]
    container: object
    abstract: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)

    @property
    def is_linked(self) -> bool:
        """Tell whether it links to a paper."""
        return any(_PAPER_ADDRESS.search(link.href) for link in self.links)

    @property
    def is_sure(self) -> bool:
        """Tell whether it is a paper: it links to one, or it has an abstract and its title or its code is linked."""
        if self.is_linked:
            return True
        titled = any(link.text == self.title and not link.href.startswith("#") for link in self.links)
        return bool(self.abstract) and (titled or bool(code_and_pages(link.href for link in self.links)[0]))


def read_html(source: SourceFile) -> Iterator[Paper | Skipped]:
    """Yield the papers of a web page.

    >>> link = '<a href="https://arxiv.org/abs/1506.03134">Pointer Networks Point Back</a>'
    >>> paper = next(read_html(SourceFile.of_text(f"<ul><li>{link} (NIPS 2015)</li></ul>", "a.html")))
    >>> paper.title, paper.arxiv_id, paper.venue, paper.year
    ('Pointer Networks Point Back', '1506.03134', 'NIPS', 2015)
    """
    data = source.whole()
    try:
        return papers_of_page(data.decode("utf-8-sig").encode(), source, encoding="utf-8")
    except UnicodeDecodeError:
        return papers_of_page(data, source, encoding=None)


def papers_of_page(data: bytes, source: SourceFile, *, encoding: str | None) -> Iterator[Paper | Skipped]:
    """Yield the papers of the page that `data` is, and what was passed over; without `encoding` as the page says.

    Raises InputError where it is no page.
    """
    name = source.name
    page = _parsed(data, source, encoding)
    single = _single_paper(page, name)
    if single is not None:
        yield single
        return
    items = list(_items(page_blocks(page), name))
    if any(isinstance(item, Paper) for item in items):
        yield from items
    else:
        text = "\n\n".join(block.text for block in page_blocks(page))
        for item in read_listing(SourceFile.of_text(text, name)):
            if isinstance(item, Paper) and not item.abstract:
                yield Skipped(name, 0, clip(item.title, _SHOWN), FURNITURE)
            else:
                yield item


def _items(blocks: Iterable[Block], name: str) -> Iterator[Paper | Skipped]:
    draft: _Draft | None = None
    waiting: list[Link] = []
    for block in blocks:
        begun = _begun(block)
        if draft is not None and _belongs(block, begun, draft):
            _take(block, draft)
            continue
        if draft is not None:
            yield _finished(draft, name)
        draft = begun
        if begun is not None:
            begun.links += waiting
            waiting = []
        elif block.tag == "dt":
            waiting = list(block.links)
        else:
            yield Skipped(name, 0, clip(block.text, _SHOWN), FURNITURE, block.number)
    if draft is not None:
        yield _finished(draft, name)


def _begun(block: Block) -> _Draft | None:
    """Return the paper that begins with a block, None where none does."""
    if label := _LABEL.fullmatch(block.text):
        title = label[2].strip()
        return _Draft(block.number, title, list(block.links), None) if label[1].lower() == "title" and title else None
    if is_furniture(block.text) or block.tag == "dt":
        return None
    title = _title(block)
    if not title:
        return None
    draft = _Draft(block.number, title, list(block.links), block.container)
    rest = block.text.replace(title, "", 1)
    for link in block.links:
        if _is_generic(link.text):
            rest = rest.replace(link.text, "", 1)
    for part in (part.strip().lstrip(_ENDS) for part in rest.split(" | ")):
        prose = len(part.split()) >= _PROSE_REST and reads_like_prose(part)
        (draft.abstract if prose else draft.rest).append(part)
    return draft


def _title(block: Block) -> str:
    for link in block.links:
        if _PAPER_ADDRESS.search(link.href) and not _is_generic(link.text) and len(link.text.split()) > 1:
            return link.text
    if reads_like_prose(block.text) and not block.strong:
        return _first_part(block) if any(_PAPER_ADDRESS.search(link.href) for link in block.links) else ""
    linked = [link.text for link in block.links if reads_like_title(link.text)]
    for text in (block.strong, *linked, _first_part(block)):
        if reads_like_title(text.strip(_ENDS)) and not is_furniture(text):
            return text.strip(_ENDS)
    return ""


def _is_generic(text: str) -> bool:
    """Tell whether the text of a link says only what it leads to."""
    return len(text) <= _SHOWN and bool(_GENERIC.fullmatch(text))


def _first_part(block: Block) -> str:
    """Return what stands before the first link that only says what it leads to, or before the first part's end."""
    text = block.text[:_LOOKED_AT]
    for link in block.links:
        if _is_generic(link.text) and link.text and link.text in text:
            text = text.partition(link.text)[0]
            break
    if (quoted := _QUOTED.match(text)) and reads_like_title(quoted[1].strip(_ENDS)):
        return quoted[1].strip(_ENDS)
    parts = [part for part in re.split(r"\s\|\s|\s[\u2013\u2014-]\s|\.\s", text) if part.strip(_ENDS + "[(")]
    first = next((part for part in parts if reads_like_title(part.strip(_ENDS))), "")
    return re.sub(r"\s*[\[(][^\])]*$", "", first).strip(_ENDS + "[(")


def _belongs(block: Block, begun: _Draft | None, draft: _Draft) -> bool:
    """Tell whether a block says more of the paper before it; a line under a title that links to a paper does."""
    if block.is_heading or block.tag == "dt":
        return False
    if draft.container is not None and draft.container not in block.ancestors:
        return False
    return begun is None or (
        draft.is_linked and not draft.abstract and not begun.is_linked and not _LABEL.match(block.text)
    )


def _take(block: Block, draft: _Draft) -> None:
    draft.links += block.links
    if label := _LABEL.fullmatch(block.text):
        name, text = label[1].lower(), label[2]
        if name.startswith("author"):
            draft.authors += [link.text for link in block.links] or [part.strip() for part in text.split(",")]
        elif name.startswith("keyword"):
            draft.keywords += keywords_in(text)
        elif name == "abstract":
            draft.abstract.append(text)
        else:
            draft.rest.append(text)
    elif not (draft.authors or draft.abstract) and _NAMES.fullmatch(block.text):
        draft.authors += [name.strip() for name in block.text.split(",")]
    elif reads_like_prose(block.text):
        draft.abstract.append(block.text)
    else:
        draft.rest.append(block.text)


def _finished(draft: _Draft, name: str) -> Paper | Skipped:
    if not draft.is_sure:
        return Skipped(name, 0, clip(draft.title, _SHOWN), FURNITURE, draft.number)
    hrefs = [f"https:{link.href}" if link.href.startswith("//") else link.href for link in draft.links]
    addresses = [href for href in hrefs if href.startswith(("http://", "https://"))]
    papers = [address for address in addresses if _PAPER_ADDRESS.search(address)]
    code, others = code_and_pages(address for address in addresses if address not in papers)
    named = {link.href for link in draft.links if "project" in link.text.lower() or "page" in link.text.lower()}
    rest = " ".join(draft.rest)
    venue, year = next((found for found in _VENUE.findall(rest) if found[0].lower() not in _NO_VENUE), ("", ""))
    return make_paper(
        title=draft.title,
        abstract=" ".join(draft.abstract),
        authors=map(full_name, draft.authors),
        year=year_in(f"20{year}" if len(year) == _SHORT_YEAR else year) or year_in(rest),
        venue=venue,
        url=next(iter(papers), next((address for address in others if draft.abstract and address not in named), "")),
        doi=next((address for address in addresses if "doi.org/10." in address), ""),
        arxiv_id=arxiv_id_in(" ".join(hrefs)) or _hosted_arxiv_id(" ".join(hrefs)),
        code=code,
        pages=[address for address in others if address in named],
        keywords=draft.keywords,
        source=name,
    )


def _hosted_arxiv_id(hrefs: str) -> str:
    found = re.search(r"/(?:papers|abs)/(\d{4}\.\d{4,5})", hrefs)
    return found[1] if found else ""


def _single_paper(page: lxml_html.HtmlElement, name: str) -> Paper | None:
    """Return the paper that the page says it is about, as publishers and arXiv do in `citation_` tags."""
    said: dict[str, list[str]] = {}
    for meta in page.iter("meta"):
        if content := (meta.get("content") or "").strip():
            said.setdefault((meta.get("name") or meta.get("property") or "").lower(), []).append(content)

    def first(*names: str) -> str:
        return next((said[name][0] for name in names if name in said), "")

    title = first("citation_title")
    if not title:
        return None
    return make_paper(
        title=title,
        abstract=first("citation_abstract", "dc.description", "og:description", "description"),
        authors=[
            full_name(author) for key in _META["authors"] for text in said.get(key, ()) for author in text.split(";")
        ],
        year=year_in(first("citation_publication_date", "citation_date", "citation_year", "citation_online_date")),
        venue=first("citation_conference_title", "citation_journal_title"),
        url=first("citation_abstract_html_url", "og:url"),
        doi=first("citation_doi"),
        arxiv_id=first("citation_arxiv_id"),
        keywords=[keyword for key in _META["keywords"] for text in said.get(key, ()) for keyword in keywords_in(text)],
        source=name,
    )


def _parsed(data: bytes, source: SourceFile, encoding: str | None) -> lxml_html.HtmlElement:
    try:
        return lxml_html.document_fromstring(data, parser=lxml_html.HTMLParser(encoding=encoding, huge_tree=True))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise InputError(f"{source.label}: no readable web page ({error})") from None


def _knows_html(head: Head) -> bool:
    return bool(
        re.match(r"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype html|html|head|body)\b", head.text, re.I | re.S)
    )


HTML = Reader(name="html", summary="a saved web page of papers", knows=_knows_html, read=read_html)
