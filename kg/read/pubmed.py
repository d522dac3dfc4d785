"""Read PubMed and MEDLINE XML."""

from collections.abc import Iterator

from kg.model import Paper
from kg.read.fields import year_in
from kg.read.markup import element_text
from kg.read.record import BadRecordError, Reader, Skipped, make_paper
from kg.read.source import Head, SourceFile
from kg.read.xml_stream import Element, begins_with, child_text, child_texts, xml_papers

__all__ = ["PUBMED", "read_pubmed"]

_YES = "Y"
_IDS = "PubmedData/ArticleIdList/ArticleId"
_CITED = "PubmedData/ReferenceList//Reference"


def read_pubmed(source: SourceFile) -> Iterator[Paper | Skipped]:
    """Yield the paper of every citation.

    The parts of a structured abstract keep their labels. Keywords are those of the authors and the MeSH headings that
    are marked as the paper's major topics.
    """
    return xml_papers(source, ("PubmedArticle", "MedlineCitation"), _paper)


def _paper(record: Element, source: str) -> Paper | None:
    is_inside = record.tag == "MedlineCitation" and getattr(record.getparent(), "tag", "") == "PubmedArticle"
    if is_inside:
        return None
    citation = record if record.tag == "MedlineCitation" else record.find("MedlineCitation")
    article = None if citation is None else citation.find("Article")
    if citation is None or article is None:
        raise BadRecordError("no article")
    title = child_text(article, "ArticleTitle") or child_text(article, "VernacularTitle")
    title = title.rstrip(". ").removeprefix("[").removesuffix("]")
    if not title:
        raise BadRecordError("no title")
    pmid = child_text(citation, "PMID")
    dois = [*_of_type(article, "ELocationID", "EIdType", "doi"), *_of_type(record, _IDS, "IdType", "doi")]
    return make_paper(
        title=title,
        abstract=_abstract(article),
        authors=map(_author, article.iterfind("AuthorList/Author")),
        year=_year(article),
        venue=child_text(article, "Journal/Title"),
        url=f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else "",
        doi=next(iter(dois), ""),
        keywords=[*child_texts(citation, "KeywordList/Keyword"), *_major_topics(citation)],
        references=[cited for reference in record.iterfind(_CITED) if (cited := _cited(reference))],
        identifiers=[f"pmid:{pmid}"] if pmid else [],
        source=source,
    )


def _abstract(article: Element) -> str:
    parts = []
    for part in article.iterfind("Abstract/AbstractText"):
        label, text = part.get("Label", ""), element_text(part)
        parts.append(f"{label}: {text}" if label and text else text)
    return " ".join(parts)


def _author(author: Element) -> str:
    name = f"{child_text(author, 'ForeName') or child_text(author, 'Initials')} {child_text(author, 'LastName')}"
    return name if name.strip() else child_text(author, "CollectiveName")


def _year(article: Element) -> int | None:
    dates = ("Journal/JournalIssue/PubDate/Year", "Journal/JournalIssue/PubDate/MedlineDate", "ArticleDate/Year")
    return next((year for path in dates if (year := year_in(child_text(article, path)))), None)


def _major_topics(citation: Element) -> list[str]:
    return [
        child_text(heading, "DescriptorName")
        for heading in citation.iterfind("MeshHeadingList/MeshHeading")
        if any(part.get("MajorTopicYN") == _YES for part in heading)
    ]


def _cited(reference: Element) -> str:
    path = "ArticleIdList/ArticleId"
    pmids = [f"pmid:{number}" for number in _of_type(reference, path, "IdType", "pubmed")]
    return next(iter([*_of_type(reference, path, "IdType", "doi"), *pmids]), "") or child_text(reference, "Citation")


def _of_type(element: Element, path: str, name: str, kind: str) -> list[str]:
    return [element_text(found) for found in element.iterfind(path) if found.get(name) == kind]


def _knows(head: Head) -> bool:
    return begins_with(head, "PubmedArticleSet", "MedlineCitationSet", "PubmedArticle", "MedlineCitation")


PUBMED = Reader(
    name="pubmed",
    summary="PubMed and MEDLINE XML",
    knows=_knows,
    read=read_pubmed,
)
