"""The front door: what `compatlang` exports, that the docs say so, and that opening it costs nothing."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import compatlang

ROOT = Path(__file__).resolve().parents[1]
EMBEDDING = ROOT / "docs" / "embedding.md"

HEAVY = ("lark", "yaml", "re2", "msgspec", "argparse", "dataclasses", "inspect")
"""What `import compatlang` must not load."""


def loaded_after(statement: str) -> set[str]:
    """The modules that a statement loads into a fresh interpreter."""
    script = f"import sys; before = set(sys.modules)\n{statement}\nprint(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=ROOT)
    return set(done.stdout.split())


def documented() -> list[str]:
    """The names in the first column of the tables below "Names" in docs/embedding.md."""
    _, _, names = EMBEDDING.read_text(encoding="utf-8").partition("\n## Names\n")
    names, _, _ = names.partition("\n## ")
    return re.findall(r"^\| `(\w+)", names, re.MULTILINE)


def test_what_is_exported_is_what_is_documented() -> None:
    assert sorted(compatlang.__all__) == sorted(documented())


def test_no_name_is_listed_twice() -> None:
    assert len(set(compatlang.__all__)) == len(compatlang.__all__)


@pytest.mark.parametrize("name", compatlang.__all__)
def test_every_name_can_be_had(name: str) -> None:
    assert getattr(compatlang, name) is not None
    assert name in dir(compatlang)


def test_other_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = compatlang.no_such_name


def test_the_version_is_the_one_that_is_built() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert compatlang.__version__ == project["version"]


def test_a_star_import_brings_every_name() -> None:
    names = ", ".join(name for name in compatlang.__all__)
    assert loaded_after(f"from compatlang import *\n({names})")


def test_the_import_alone_loads_nothing() -> None:
    loaded = loaded_after("import compatlang")
    assert {name for name in loaded if name.startswith("compatlang")} == {"compatlang"}
    assert not loaded & set(HEAVY)


@pytest.mark.parametrize("name", ["CompatlangError", "LoadError", "UsageError"])
def test_an_exception_needs_no_parser(name: str) -> None:
    assert not loaded_after(f"import compatlang; compatlang.{name}") & set(HEAVY)


def test_reading_snapshots_needs_no_parser() -> None:
    assert not loaded_after("import compatlang; compatlang.read_snapshots") & {"lark", "re2"}
