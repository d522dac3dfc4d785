"""Write small PDFs: lines of text, each in a size of type."""

from collections.abc import Sequence

__all__ = ["Line", "pdf"]

Line = tuple[float, str]
"""The size of type in points, and the text."""

_TOP, _LEFT, _LEADING = 760, 72, 1.3


def pdf(*pages: Sequence[Line], title: str = "", author: str = "") -> bytes:
    """Return a PDF of `pages`, whose metadata say `title` and `author`."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>"]
    kids = []
    for page in pages:
        content = _content(page)
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects) + 2} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>"
    objects.append(f"<< /Title ({_escaped(title)}) /Author ({_escaped(author)}) >>")
    return _file(objects)


def _content(page: Sequence[Line]) -> str:
    shown, height = [], float(_TOP)
    for size, text in page:
        height -= size * _LEADING
        shown.append(f"BT /F1 {size} Tf 1 0 0 1 {_LEFT} {height:.1f} Tm ({_escaped(text)}) Tj ET")
    return "\n".join(shown)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _file(objects: Sequence[str]) -> bytes:
    data = b"%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>"
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n{trailer}\nstartxref\n{len(data)}\n%%EOF\n"
    return data + end.encode("ascii")
