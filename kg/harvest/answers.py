"""Answers of services: read as JSON or XML, or shown to a person where they are neither."""

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from lxml import etree

from kg.errors import BrokenAnswerError
from kg.web import first_words

__all__ = ["ATOM", "error_text", "json_line", "read_json", "read_xml", "unexpected", "xml_text"]

ATOM = "{http://www.w3.org/2005/Atom}"

_WEB_PAGE = re.compile(rb"\s*(?:<!doctype html|<html)", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>([^<]*)</title>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_ERROR_FIELDS = ("error", "message", "detail", "msg", "code")


def read_json(body: bytes) -> Any:
    """Return what the JSON of an answer says.

    Raises BrokenAnswerError where it is no JSON.
    """
    _refuse_web_page(body, "JSON")
    try:
        return json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BrokenAnswerError(f"the answer is no JSON ({error}); it begins with {_begin(body)!r}") from None


def json_line(record: Mapping[str, Any]) -> str:
    r"""Return a record as one line of JSON, its fields in the order given.

    Raises BrokenAnswerError where it holds what JSON cannot: a number beyond all that a computer counts with.

    >>> json_line({"title": "Café", "half": "\ud83c"})
    '{"title": "Caf\\u00e9", "half": "\\ud83c"}'
    """
    try:
        line = json.dumps(record, ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise BrokenAnswerError(f"a record cannot be written as JSON ({error})") from None
    return line if line.isascii() or _is_text(line) else json.dumps(record)


def read_xml(body: bytes) -> etree._Element:
    """Return the root of the XML of an answer; entities are not expanded and nothing is loaded from outside.

    Raises BrokenAnswerError where it is not well-formed or declares a document type, which can hide such entities.
    """
    _refuse_web_page(body, "XML")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BrokenAnswerError(f"the answer is no XML ({error}); it begins with {_begin(body)!r}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise BrokenAnswerError("the answer declares a document type, which none of this service does; not read")
    return root


def xml_text(element: etree._Element) -> str:
    """Return an element as it stands in its document, with the namespaces that it needs."""
    return etree.tostring(element, encoding="unicode", with_tail=False)


def unexpected(body: bytes, expected: str) -> BrokenAnswerError:
    """Return the error for an answer that is JSON or XML, but another than was `expected`."""
    return BrokenAnswerError(f"expected {expected} and got {error_text(body)!r}")


def error_text(body: bytes) -> str:
    """Return what a service says in an answer that is an error, for a person to read.

    >>> error_text(b'{"error": "Invalid filter", "message": "Unknown field: author"}')
    'Invalid filter: Unknown field: author'
    >>> error_text(b"<html><head><title>Too busy</title></head><body>...")
    'a web page: Too busy'
    """
    text = body.decode("utf-8", "replace")
    if _WEB_PAGE.match(body):
        title = _TITLE.search(text)
        return f"a web page: {first_words(title[1] if title else _TAG.sub(' ', text))}"
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return first_words(_summary(body) or text)
    if isinstance(told, dict):
        parts = [str(told[field]) for field in _ERROR_FIELDS if isinstance(told.get(field), str | int)]
        return first_words(": ".join(dict.fromkeys(parts)) or text)
    return first_words(text)


def _summary(body: bytes) -> str:
    try:
        return read_xml(body).findtext(f".//{ATOM}summary") or ""
    except BrokenAnswerError:
        return ""


def _refuse_web_page(body: bytes, expected: str) -> None:
    if _WEB_PAGE.match(body):
        raise BrokenAnswerError(
            f"{expected} was expected and {error_text(body)!r} came; "
            "does a sign-in, a proxy or a firewall stand between?"
        )


def _begin(body: bytes) -> str:
    return first_words(body[:400].decode("utf-8", "replace"))


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _is_text(line: str) -> bool:
    """Tell whether there are no halves of surrogate pairs in it, which no file can hold."""
    return not any("\ud800" <= char <= "\udfff" for char in line)
