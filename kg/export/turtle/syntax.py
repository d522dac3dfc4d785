"""Terms and statements as Turtle writes them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from urllib.parse import quote, urlsplit

from kg.errors import OutputError
from kg.vocab import DATA_BASE, PREFIXES

__all__ = [
    "Statements",
    "addresses",
    "block",
    "decimal",
    "header",
    "line",
    "literal",
    "reference",
    "references",
    "texts",
]

Statements = Mapping[str, Sequence[str]]
"""Predicates with their objects, all written as Turtle."""

_WIDTH = 120
_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]')
_NAMED_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_NO_CHARACTERS = {"\x00", "\ufffe", "\uffff"}
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::[0-9]+)?")
_SHORTENED = re.compile(r"(link|mention|related|span)/([a-z0-9-]+)")
_SHORTENED_STARTS = ("link/", "mention/", "related/", "span/")


def header(*prefixes: str) -> str:
    """Return the base and the prefixes that a file begins with."""
    lines = (f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in sorted(prefixes))
    return f"@base <{DATA_BASE}> .\n{''.join(lines)}"


def block(subject: str, statements: Statements) -> str:
    """Return one subject with its predicates in alphabetical order, those without objects left out.

    >>> print(block("task/parsing", {"skos:prefLabel": ['"parsing"'], "a": ["kg:Task"], "kg:community": []}))
    <BLANKLINE>
    <task/parsing>
        a kg:Task ;
        skos:prefLabel "parsing" .
    <BLANKLINE>
    """
    lines = [line(name, objects) for name, objects in sorted(statements.items()) if objects]
    return f"\n{reference(subject)}\n" + " ;\n".join(lines) + " .\n"


def line(name: str, objects: Sequence[str]) -> str:
    """Return a predicate with its objects, each on a line of its own where they are too long for one."""
    joined = f"    {name} {', '.join(objects)}"
    if len(objects) == 1 or len(joined) <= _WIDTH:
        return joined
    return f"    {name}\n        " + ",\n        ".join(objects)


def reference(identifier: str) -> str:
    """Return the node with this identifier: prefixed where it is a statement with a short name, else relative.

    >>> reference("task/parsing"), reference("link/aq3x")
    ('<task/parsing>', 'link:aq3x')
    """
    if identifier.startswith(_SHORTENED_STARTS) and (short := _SHORTENED.fullmatch(identifier)):
        return f"{short[1]}:{short[2]}"
    return f"<{identifier}>"


def references(identifiers: Iterable[str]) -> list[str]:
    """Return the nodes with these identifiers, sorted, each once."""
    return [reference(identifier) for identifier in sorted(set(identifiers))]


def texts(values: Iterable[str]) -> list[str]:
    """Return the texts that are not empty as literals, in their order, each once."""
    return [literal(text) for text in dict.fromkeys(values) if text]


def literal(text: str) -> str:
    """Return `text` as a literal, to the letter.

    Only the three code points that no RDF literal may hold (U+0000, U+FFFE, U+FFFF) become U+FFFD.
    """
    return f'"{text}"' if _is_plain(text) else f'"{_ESCAPED.sub(_escape, text)}"'


@lru_cache(maxsize=4096)
def decimal(number: float) -> str:
    """Return the shortest decimal that reads back as `number`, never with an exponent, which would make it a double.

    Raises OutputError where `number` is not finite.

    >>> decimal(0.85), decimal(1e-07), decimal(2)
    ('0.85', '0.0000001', '2.0')
    """
    if not isfinite(number):
        raise OutputError(f"a score or weight is {number}; expected a finite number; build the graph again")
    text = format(Decimal(repr(number)), "f")
    return text if "." in text else f"{text}.0"


def addresses(values: Iterable[str]) -> list[str]:
    """Return the http and https addresses as nodes, sorted, each once; other values are left out.

    >>> addresses(["https://example.org/a b", "see our page"])
    ['<https://example.org/a%20b>']
    """
    return [f"<{address}>" for address in sorted({_address(text) for text in values}) if address]


def _is_plain(text: str) -> bool:
    """Tell at a glance whether no character of a text has to be escaped; all that has to but two is not printable."""
    return '"' not in text and "\\" not in text and text.isprintable()


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    if char in _NO_CHARACTERS:
        return "\ufffd"
    return _NAMED_ESCAPES.get(char) or f"\\u{ord(char):04X}"


def _address(text: str) -> str:
    """Return an http or https address with all that an IRI may not hold percent-encoded, "" where it is none."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc):
        return ""
    address = f"{parts.scheme}://{parts.netloc}{_encode(parts.path)}"
    if parts.query:
        address += f"?{_encode(parts.query)}"
    return f"{address}#{_encode(parts.fragment)}" if parts.fragment else address


def _encode(part: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe="/?:@!$&'()*+,;=-._~%")
