"""Our modules as one classic script, so that the page is one file that a policy can name by its hash.

The modules are plain JavaScript with `import { a, b } from "./file.mjs";` lines at the top and `export` before what
others use; each becomes a function of its own, called once, after those it imports.
"""

import posixpath
import re
from collections.abc import Callable
from graphlib import CycleError, TopologicalSorter

from kg.errors import ResourceError

__all__ = ["bundle_modules"]

_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]*)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function\*?|const|class) (\w+))", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def bundle_modules(entry: str, read: Callable[[str], str]) -> str:
    """Return the module `entry` and all that it imports as one script; `read` gives a module's text by its path.

    Raises ResourceError on a circle of imports and on other forms of import and export than those above.

    >>> texts = {"a.mjs": 'import { b } from "./b.mjs";\\nb();\\n', "b.mjs": "export function b() {}\\n"}
    >>> print(bundle_modules("a.mjs", texts.__getitem__))
    "use strict";
    const m0 = (() => {
    function b() {}
    return { b };
    })();
    const m1 = (() => {
    const { b } = m0;
    b();
    return {};
    })();
    <BLANKLINE>
    """
    needs: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    waiting = [entry]
    while waiting:
        path = waiting.pop()
        if path not in texts:
            texts[path] = read(path)
            needs[path] = [_resolve(path, other) for _, other in _IMPORT.findall(texts[path])]
            waiting += needs[path]
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise ResourceError(f"modules of the page import one another: {' -> '.join(error.args[1])}") from None
    names = {path: f"m{number}" for number, path in enumerate(order)}
    return '"use strict";\n' + "".join(f"const {names[path]} = {_wrap(path, texts[path], names)};\n" for path in order)


def _wrap(path: str, text: str, names: dict[str, str]) -> str:
    exported = [name for _, name in _EXPORT.findall(text)]
    linked = _IMPORT.sub(lambda match: f"const {{{match[1]}}} = {names[_resolve(path, match[2])]};\n", text)
    body = _EXPORT.sub(r"\1", linked)
    if other := _OTHER.search(body):
        raise ResourceError(
            f'{path}: cannot bundle {other[0]!r}; expected import {{ a }} from "./file.mjs"; or export function'
        )
    listed = f"{{ {', '.join(exported)} }}" if exported else "{}"
    return f"(() => {{\n{body}return {listed};\n}})()"


def _resolve(path: str, other: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), other))
