"""One HTML file out of the page's data: scripts and style inlined, and a policy that lets nothing else run."""

import json
from base64 import b64encode
from dataclasses import fields
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from pyvis.network import Network

from kg.errors import ResourceError
from kg.export.html.bundle import bundle_modules
from kg.export.html.counts import counts_of
from kg.export.html.data import PageData

__all__ = ["escape_json", "render_page"]

_ENTRY = "view/app.mjs"
_VIS_FOLDER = "vis-9.1.2"
_VIS_FILE = "vis-network.min.js"
_JSON_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def render_page(data: PageData, network: Network, *, title: str) -> str:
    """Return the page as HTML that asks no other host for anything."""
    library = _vis_script()
    script = bundle_modules(_ENTRY, _own_file)
    style = _own_file("style.css")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True)
    return environment.from_string(_own_file("template.html")).render(
        title=title,
        counts=_counts(data),
        overview=data.atlas.overview if data.atlas else "",
        policy=Markup(_policy(scripts=(library, script), style=style)),
        style=Markup(style),
        library=Markup(library),
        script=Markup(script),
        data=Markup(escape_json(_page_json(data, network))),
    )


def escape_json(value: object) -> str:
    """Return `value` as ASCII JSON in which no character could end the script element around it.

    >>> escape_json("</script>")
    '"\\\\u003c/script\\\\u003e"'
    """
    text = json.dumps(value, default=_fields, separators=(",", ":"), allow_nan=False)
    for character, escape in _JSON_ESCAPES.items():
        text = text.replace(character, escape)
    return text


def _page_json(data: PageData, network: Network) -> dict[str, object]:
    """Return what the page's modules read; they take the edges, with all that these say, from the papers' links."""
    nodes, _, _, _, _, options = network.get_network_data()
    return {**_fields(data), "network": {"nodes": nodes, "options": json.loads(options)}}


def _fields(value: Any) -> dict[str, Any]:
    """Return the fields of a dataclass, and leave what is in them to the encoder."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _counts(data: PageData) -> list[str]:
    return counts_of(len(data.papers), len(data.entities), sum(len(card.links) for card in data.papers))


def _policy(*, scripts: tuple[str, ...], style: str) -> str:
    hashes = " ".join(_source_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src {_source_hash(style)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _source_hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _own_file(name: str) -> str:
    return (files(__package__) / "app" / name).read_text(encoding="utf-8")


def _vis_script() -> str:
    """Return the vis-network library out of pyvis's wheel, without the address of its source map."""
    path = files("pyvis") / "lib" / _VIS_FOLDER / _VIS_FILE
    if not path.is_file():
        raise ResourceError(
            f"pyvis: no lib/{_VIS_FOLDER}/{_VIS_FILE}; expected as in pyvis 0.3.2: pip install pyvis==0.3.2"
        )
    lines = path.read_text(encoding="utf-8").split("\n")
    return "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL="))
