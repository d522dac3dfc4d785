"""The shape of the code, over its syntax tree: who imports whom, and what every module promises."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import kg
from kg.read import READERS

ROOT = Path(__file__).parent.parent
LONGEST = 400

LEVELS: tuple[tuple[str, ...], ...] = (
    ("errors", "garbage", "model", "models"),
    ("text", "vocab", "settings", "tables", "resources", "engine", "staging"),
    ("gold", "ids", "dataset", "lexicon", "overrules", "questions", "fingerprints", "incidence", "web", "rows"),
    ("frames",),
    (
        "read",
        "extract",
        "resolve",
        "relate",
        "measure",
        "query",
        "look",
        "evaluate",
        "publish",
        "harvest",
        "reference",
    ),
    ("cache", "export", "request", "serve", "validate", "answers"),
    ("built", "reporting", "stats", "graph"),
    ("console", "manifest", "notebook"),
    ("pipeline", "spark"),
    ("knowledge",),
    ("cli",),
)
"""The units (modules and packages of kg), lowest first; a unit imports from lower levels only, and from itself."""

FACADE = "kg"
"""Names what people import; it may import any unit, but only when asked for a name."""

LEVEL = {unit: level for level, units in enumerate(LEVELS) for unit in units}
MODULES = sorted(module.name for module in pkgutil.walk_packages(kg.__path__, "kg."))
EVERY_MODULE = pytest.mark.parametrize("module", [FACADE, *MODULES])


def path(module: str) -> Path:
    found = ROOT.joinpath(*module.split("."))
    return found / "__init__.py" if found.is_dir() else found.with_suffix(".py")


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(path(module).read_text(encoding="utf-8"))


def unit(module: str) -> str:
    return module.split(".")[1]


@cache
def imported(module: str) -> frozenset[str]:
    """Return the modules of kg that `module` imports anywhere in it."""
    return frozenset(name for node in ast.walk(tree(module)) for name in _imported_by(node) if name != FACADE)


def _imported_by(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name.split(".")[0] == FACADE)
    elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == FACADE:
        for alias in node.names:
            whole = f"{node.module}.{alias.name}"
            yield whole if whole in MODULES else str(node.module)


def test_every_unit_has_one_level() -> None:
    units = [unit for units in LEVELS for unit in units]
    assert sorted(units) == sorted({unit(module) for module in MODULES})


@pytest.mark.parametrize("module", MODULES)
def test_units_import_from_lower_levels_only(module: str) -> None:
    wrong = {
        name for name in imported(module) if unit(name) != unit(module) and not LEVEL[unit(name)] < LEVEL[unit(module)]
    }
    assert not wrong


def test_what_stands_above_the_stages_stands_no_higher_than_it_must() -> None:
    for module_unit, level in LEVEL.items():
        needs = {LEVEL[unit(name)] for module in MODULES if unit(module) == module_unit for name in imported(module)}
        assert level <= LEVEL["read"] or level - 1 in needs, module_unit


@EVERY_MODULE
def test_imports_are_absolute_and_by_name(module: str) -> None:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            assert all(alias.name != "*" for alias in node.names)
        for name in _imported_by(node):
            assert not any(part.startswith("_") for part in name.split("."))


def test_there_are_no_import_cycles() -> None:
    order = list(TopologicalSorter({module: imported(module) - {module} for module in MODULES}).static_order())
    assert set(order) == set(MODULES)


def test_the_command_line_imports_when_a_command_runs() -> None:
    of_cli = [module for module in MODULES if unit(module) == "cli"]
    at_once = {name for module in of_cli for node in tree(module).body for name in _imported_by(node)}
    assert at_once - set(of_cli) == {"kg.errors"}
    assert not {name for node in tree(FACADE).body for name in _imported_by(node)}


@EVERY_MODULE
def test_every_module_says_what_it_is(module: str) -> None:
    doc = ast.get_docstring(tree(module))
    assert doc
    assert doc.splitlines()[0].endswith((".", "?"))


def exports(module: str) -> list[str] | None:
    for node in tree(module).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
    return None


def public(module: str) -> dict[str, ast.AST]:
    """Return what `module` defines under a public name, but for modules that it is made of."""
    found: dict[str, ast.AST] = {}
    for node in tree(module).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id: node for target in targets if isinstance(target, ast.Name)}
    return {name: node for name, node in found.items() if not name.startswith("_")}


def sort_key(name: str) -> tuple[int, str]:
    """Order constants, then classes, then functions, as ruff does."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


@EVERY_MODULE
def test_every_module_promises_its_names(module: str) -> None:
    names = exports(module)
    assert names is not None or not public(module)
    names = names or []
    assert names == sorted(set(names), key=sort_key)
    loaded = importlib.import_module(module)
    assert all(hasattr(loaded, name) for name in names)
    assert {name for name, node in public(module).items() if _is_promise(node)} <= set(names)


def _is_promise(node: ast.AST) -> bool:
    """A class or a function is one; a constant need not be, nor a command, which click finds by itself."""
    if isinstance(node, ast.FunctionDef):
        return not any(ast.unparse(decorator).startswith("main.") for decorator in node.decorator_list)
    return isinstance(node, ast.ClassDef)


@EVERY_MODULE
def test_every_public_name_says_what_it_does(module: str) -> None:
    for name, node in public(module).items():
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            assert ast.get_docstring(node), name
        for part in ast.iter_child_nodes(node) if isinstance(node, ast.ClassDef) else ():
            if isinstance(part, ast.FunctionDef) and not part.name.startswith("_"):
                assert ast.get_docstring(part), f"{name}.{part.name}"


@EVERY_MODULE
def test_no_module_is_long(module: str) -> None:
    assert len(path(module).read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_has_its_tests_its_files_and_its_row(reader: str) -> None:
    tests = ROOT / "tests" / f"test_read_{reader.replace('-', '_')}.py"
    assert tests.is_file()
    assert f'READERS["{reader}"]' in tests.read_text(encoding="utf-8")
    assert READERS[reader].name == reader
    for kind in ("golden", "hostile"):
        assert list((ROOT / "tests" / "readers" / reader).glob(f"{kind}*")), kind
    assert f"| `{reader}` |" in (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
