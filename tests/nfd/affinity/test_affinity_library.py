"""The table in docs/affinity.md of what of the policy library can be exported; `pytest --update-goldens` writes it anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import compatlang
from compatlang.cli import library
from compatlang.cli.inputs import load_policies
from compatlang.nfd.affinity import export
from tests.test_docs import DOCS

PAGE = DOCS / "affinity.md"
POLICIES = Path(__file__).resolve().parents[3] / "policies"


class Row(NamedTuple):
    """A line of the table: how much there is, how much labels by default say, and how much published ones say."""

    name: str
    number: int
    by_default: int
    published: int

    def __str__(self) -> str:
        return f"| {self.name} | {self.number} | {self.by_default} | {self.published} |"


def exports(policies: compatlang.Policies, *, publish: bool) -> bool:
    """Whether the one policy that is selected can be exported."""
    ((identifier, arguments),) = policies.selected.items()
    return not export(policies.program, identifier, arguments, publish=publish).refused


def row(name: str, each: list[compatlang.Policies]) -> Row:
    """A line about some policies."""
    counts = [sum(exports(one, publish=publish) for one in each) for publish in (False, True)]
    return Row(name, len(each), *counts)


def module(name: str) -> Row:
    """The rules of a module, each with the first arguments that the library's own tests give it."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((POLICIES / "tests").rglob(f"{name}.compat"))]
    calls: dict[str, str] = {}
    for call, rule in re.findall(rf"expect ({name}\.(\w+)\(.*?\)): (?:yes|no|unknown)", "".join(texts)):
        calls.setdefault(rule, call)
    return row(
        f"`std:{name}`",
        [compatlang.compile(f"import {name}\npolicy p {{ require it: {call} }}") for call in calls.values()],
    )


def example(folder: Path) -> Row:
    """The policies of an example."""
    files = load_policies([str(path) for path in sorted(folder.glob("*.compat"))])
    return row(
        f"`examples/{folder.name}`",
        [each.policies.select([name]) for each in files if each.policies for name in each.policies.policies],
    )


def rows() -> Iterator[Row]:
    for name in library.names():
        yield module(name)
    for folder in sorted((POLICIES / "examples").iterdir()):
        yield example(folder)


def test_the_page_says_what_of_the_library_can_be_exported(request: pytest.FixtureRequest) -> None:
    found = [each for each in rows() if each.number]
    assert len(found) > 20
    head, table, rest = re.split(
        r"((?:^\| `(?:std:|examples/).*\n)+)", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    made = "".join(f"{each}\n" for each in found)
    if request.config.getoption("--update-goldens"):
        PAGE.write_text(f"{head}{made}{rest}", encoding="utf-8", newline="\n")
    else:
        assert table == made
