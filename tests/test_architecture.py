"""The layers of compatlang: who may import whom, who owns which third-party package, where the outside world begins.

`docs/architecture.md` explains the order; this file is the table. Imports are read from the source with `ast`, those
inside functions and under `TYPE_CHECKING` too.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "compatlang"

LAYERS: dict[str, set[str]] = {
    "limits": set(),
    "errors": set(),
    "source": set(),
    "digest": set(),
    "loader": {"limits", "errors", "source"},
    "diagnostics": {"source"},
    "values": {"limits"},
    "schema": {"diagnostics", "source", "values"},
    "syntax": {"limits", "source", "diagnostics"},
    "typed": {"source", "diagnostics", "schema", "values"},
    "snapshot": {"limits", "errors", "source", "loader", "diagnostics", "schema", "values"},
    "semantic": {"limits", "errors", "source", "loader", "diagnostics", "schema", "values", "syntax", "typed"},
    "ir": {"limits", "schema", "values"},
    "lower": {"typed", "ir", "schema", "values"},
    "optimize": {"ir", "values"},
    "decision": {"limits", "diagnostics", "schema", "values", "ir"},
    "evaluate": {"limits", "source", "diagnostics", "schema", "values", "typed", "snapshot", "ir", "decision"},
    "bundle": {"limits", "errors", "source", "digest", "diagnostics", "schema", "values", "typed", "ir", "decision"},
    "writing": {"limits", "values", "syntax"},
    # `nfd/exporting` reads the typed tree, expands it as `lower` does, and asks in the sets of `ir`; `nfd/judging` reports
    # in the values of `evaluate`.
    "nfd": {
        *("limits", "errors", "source", "digest", "diagnostics", "schema", "values"),
        *("typed", "snapshot", "ir", "lower", "evaluate", "writing"),
    },
    "nvidia": {"limits", "source", "diagnostics", "values", "writing"},
    "testing": {
        *("limits", "errors", "source", "loader", "diagnostics", "schema", "values"),
        *("typed", "snapshot", "ir", "lower", "optimize", "decision", "evaluate"),
    },
    "analyze": {
        *("limits", "errors", "source", "diagnostics", "schema", "values"),
        *("typed", "snapshot", "ir", "lower", "optimize", "decision", "evaluate"),
    },
    "lint": {
        *("limits", "errors", "source", "loader", "diagnostics", "schema", "values"),
        *("syntax", "typed", "semantic", "ir", "lower", "optimize", "decision", "evaluate", "snapshot", "analyze"),
    },
    "pipeline": {
        *("limits", "errors", "source", "loader", "diagnostics", "schema", "values"),
        *("syntax", "typed", "snapshot", "semantic", "ir", "lower", "optimize", "decision", "evaluate"),
        *("bundle", "testing", "nfd", "analyze", "lint"),
    },
    # The front door: names are looked up when asked for, and only type checkers read the imports.
    "": {"errors", "source", "loader", "diagnostics", "snapshot", "evaluate", "nfd", "testing", "pipeline"},
    # `integrations/registry` compiles what an artifact carries, and reads documents of NFD.
    "integrations": {
        *("", "limits", "errors", "source", "loader", "diagnostics", "schema", "values", "snapshot"),
        *("evaluate", "bundle", "pipeline", "nfd"),
    },
    "cli": {
        *("", "limits", "errors", "source", "digest", "loader", "diagnostics", "schema", "values"),
        *("syntax", "typed", "snapshot", "semantic", "ir", "lower", "optimize", "decision"),
        *("evaluate", "bundle", "testing", "analyze", "lint", "pipeline", "nfd", "nvidia", "integrations"),
    },
    "__main__": {"cli"},
}
"""What each layer may import, lowest first.

A layer is a module or a package directly below `compatlang`; "" is `compatlang/__init__.py`.
"""

OWNERS: dict[str, set[str]] = {
    "lark": {"syntax"},
    "re2": {"values", "nfd/go/regexp.py"},
    # The client of Kubernetes reads kubeconfig files with it, and raises its errors.
    "yaml": {"snapshot", "nfd/go/yaml.py", "integrations/kubernetes/kubeconfig.py"},
    "pydantic": {"nfd/model.py", "integrations/registry/model.py"},
    "requests": {"integrations/registry/"},
    "urllib3": {"integrations/registry/", "integrations/kubernetes/"},
    "kubernetes": {"integrations/kubernetes/"},
    "oras": {"integrations/registry/"},
    "hatchling": {"syntax/build_table.py"},
    # The interpreter's own SHA-256, of Python 3.12 and later, and of 3.11.
    "_sha2": {"digest"},
    "_sha256": {"digest"},
    # The record type of every tree and report, and the reader and writer of JSON.
    "msgspec": {name for name in LAYERS if name not in {"", "__main__", "limits", "errors", "digest", "loader"}},
}
"""The layers, folders or single files that may import each third-party package."""

EDGES = {
    "cli/",
    "integrations/",
    "__main__.py",
    "loader.py",
    "snapshot/files.py",
    "snapshot/stream_files.py",
    "syntax/grammar.py",
    "syntax/build_table.py",
}
"""Where the outside world begins: what may read files. `syntax/grammar.py` reads the grammar and its table, no more."""

PATHS = {*EDGES, "pipeline.py"}
"""Where paths of files may be named; the pipeline hands them to a loader."""

PRINTERS = {"cli/", "syntax/build_table.py"}
"""Where something may be printed."""

OUTSIDE_MODULES = {
    *("asyncio", "multiprocessing", "signal", "subprocess"),
    *("fileinput", "glob", "os", "shutil", "tempfile"),
    *("http", "socket", "ssl", "urllib", "webbrowser"),
    *("getpass", "locale", "logging", "platform", "time"),
    *("random", "secrets", "uuid"),
}
"""Modules of the standard library that reach the file system, the clock, the environment, chance or a network."""

OUTSIDE_CALLS = {"open", "input", "print", "breakpoint", "exec", "eval", "__import__"}
OUTSIDE_ATTRIBUTES = {
    *("read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "mkdir", "unlink", "touch", "rglob"),
    *("now", "today", "utcnow", "stdin", "stdout", "stderr", "argv", "environ", "getenv", "import_module"),
}


class Import(NamedTuple):
    """One imported name: the dotted module, and the line."""

    module: str
    line: int


def imports(tree: ast.Module) -> Iterator[Import]:
    """Every import of a module wherever it stands. `from a import b` yields `a.b`, whatever `b` is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: relative imports are not used here"
            yield from (Import(f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def layer_of_file(name: str) -> str:
    """`syntax` for `syntax/parser.py`, `source` for `source.py`, "" for `__init__.py`."""
    first = name.split("/", 1)[0].removesuffix(".py")
    return "" if first == "__init__" else first


def layer_of_import(module: str) -> str:
    """`syntax` for `compatlang.syntax.ast`; "" for what is taken from `compatlang` itself."""
    _, _, below = module.partition(".")
    layer = below.split(".", 1)[0]
    return layer if layer in LAYERS else ""


def within(name: str, places: set[str]) -> bool:
    """Whether a file is one of `places`, or in a folder of them (a folder ends in `/`)."""
    return name in places or any(name.startswith(place) for place in places if place.endswith("/"))


def integration_of(path: str) -> str:
    """`host` for `integrations/host/root.py`; "" for what is in none, or is there for all of them."""
    first, _, rest = path.partition("/")
    name = rest.partition("/")[0]
    return name if first == "integrations" and (PACKAGE / first / name).is_dir() else ""


def violations(name: str, text: str) -> list[str]:
    """What a source file does that its layer must not. `name` is its path below `compatlang`."""
    tree = ast.parse(text)
    layer = layer_of_file(name)
    if layer not in LAYERS:
        return [f"{name}: `{layer}` is no layer of the table"]
    edge = within(name, EDGES)
    found: list[tuple[int, str]] = []
    for module, line in imports(tree):
        top = module.split(".", 1)[0]
        if top == "compatlang":
            target = layer_of_import(module)
            other = integration_of("/".join(module.split(".")[1:]))
            if target not in {layer, *LAYERS[layer]}:
                found.append((line, f"`{layer}` imports `{module}`"))
            elif layer == "integrations" and other not in {"", integration_of(name)}:
                found.append((line, f"`{name}` imports `{module}`: integrations are strangers to each other"))
        elif top == "__future__":
            continue
        elif top not in sys.stdlib_module_names:
            owners = OWNERS.get(top, set())
            if layer not in owners and not within(name, owners):
                found.append((line, f"`{layer}` imports `{module}`, which it does not own"))
        elif (top in OUTSIDE_MODULES and not edge) or (top == "pathlib" and not within(name, PATHS)):
            found.append((line, f"`{layer}` imports `{module}`, which reaches outside"))
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=word)) if word in OUTSIDE_CALLS:
                allowed = within(name, PRINTERS) if word == "print" else edge
                if not allowed:
                    found.append((node.lineno, f"`{layer}` calls `{word}`"))
            case ast.Attribute(attr=word) if word in OUTSIDE_ATTRIBUTES and not edge:
                if not (layer == "" and word == "import_module"):
                    found.append((node.lineno, f"`{layer}` uses `.{word}`"))
            case _:
                pass
    return [f"{name}:{line}: {what}" for line, what in sorted(found)]


FILES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("name", FILES)
def test_every_file_keeps_to_its_layer(name: str) -> None:
    assert violations(name, (PACKAGE / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("evaluate/node.py", "from compatlang.syntax import ast", "`evaluate` imports `compatlang.syntax.ast`"),
        ("evaluate/node.py", "from compatlang.semantic import names", "`evaluate` imports `compatlang.semantic.names`"),
        ("syntax/parser.py", "import compatlang.schema", "`syntax` imports `compatlang.schema`"),
        ("source.py", "from compatlang import limits", "`source` imports `compatlang.limits`"),
        ("evaluate/node.py", "from compatlang import Policies", "`evaluate` imports `compatlang.Policies`"),
        ("values/text.py", "def f():\n    from compatlang import cli", "`values` imports `compatlang.cli`"),
        (
            "typed/tree.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from compatlang.syntax.ast import Path",
            "`typed` imports `compatlang.syntax.ast.Path`",
        ),
        ("semantic/names.py", "def f():\n    import lark", "`semantic` imports `lark`, which it does not own"),
        ("schema/model.py", "import yaml", "`schema` imports `yaml`, which it does not own"),
        ("evaluate/node.py", "import requests", "`evaluate` imports `requests`, which it does not own"),
        ("cli/registries.py", "import requests", "`cli` imports `requests`, which it does not own"),
        (
            "integrations/host/driver.py",
            "def f():\n    import urllib3",
            "`integrations` imports `urllib3`, which it does not own",
        ),
        ("pipeline.py", "import compatlang.integrations", "`pipeline` imports `compatlang.integrations`"),
        ("snapshot/model.py", "import os.path", "`snapshot` imports `os.path`, which reaches outside"),
        ("values/text.py", "from time import time", "`values` imports `time.time`, which reaches outside"),
        ("evaluate/node.py", "import pathlib", "`evaluate` imports `pathlib`, which reaches outside"),
        ("typed/tree.py", "from datetime import date\ndate.today()", "`typed` uses `.today`"),
        ("typed/tree.py", "print(1)", "`typed` calls `print`"),
        ("loader.py", "print(1)", "`loader` calls `print`"),
        ("schema/model.py", "x = open('y')", "`schema` calls `open`"),
        ("semantic/names.py", "def f(p):\n    return p.read_text()", "`semantic` uses `.read_text`"),
        ("linting/rules.py", "", "`linting` is no layer of the table"),
        (
            "integrations/kubernetes/pods.py",
            "from compatlang.integrations.registry.reference import parse",
            "integrations are strangers to each other",
        ),
    ],
)
def test_a_wrong_file_is_found(name: str, text: str, expected: str) -> None:
    found = violations(name, text)
    assert len(found) == 1
    assert found[0].endswith(expected)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pipeline.py", "from pathlib import Path"),
        ("loader.py", "import os\nfrom compatlang.source import SourceFile"),
        ("cli/main.py", "import sys\nimport compatlang\nprint(sys.argv)"),
        ("integrations/registry/transport.py", "import oras.provider\nfrom compatlang.pipeline import Policies"),
        ("integrations/registry/exchange.py", "from compatlang.integrations.causes import causes"),
        ("syntax/grammar.py", "from pathlib import Path\nPath('g').read_text()\nimport lark"),
        ("evaluate/node.py", "import msgspec\nfrom compatlang.evaluate.report import Report"),
    ],
)
def test_a_right_file_passes(name: str, text: str) -> None:
    assert violations(name, text) == []


def test_the_table_points_one_way() -> None:
    below: set[str] = set()
    for layer, allowed in LAYERS.items():
        assert allowed <= below, f"`{layer}` may import a layer that stands above it"
        below.add(layer)


def test_the_table_names_what_there_is() -> None:
    there = {layer_of_file(name) for name in FILES}
    assert there == set(LAYERS)


def modules_loaded_by(statement: str) -> set[str]:
    """The modules that a fresh interpreter has after a statement."""
    script = f"{statement}\nimport sys\nprint(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=ROOT)
    return set(done.stdout.split())


def test_evaluation_needs_no_parser() -> None:
    files = [name for name in FILES if name.startswith(("evaluate/", "snapshot/", "typed/"))]
    modules = [f"compatlang.{name.removesuffix('.py').removesuffix('/__init__').replace('/', '.')}" for name in files]
    loaded = modules_loaded_by("import " + ", ".join(modules))
    assert set(modules) <= loaded
    assert not {name for name in loaded if name.startswith(("lark", "compatlang.syntax", "compatlang.semantic"))}
