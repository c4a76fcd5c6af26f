"""The reference of the language, docs/language.md, shows every construct in a block that is compiled and whose tests run."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from compatlang.source import SourceFile, Spanned
from compatlang.syntax import ast
from compatlang.syntax.parser import parse

PAGE = Path(__file__).resolve().parents[2] / "docs" / "language.md"

NODES = sorted(
    (
        each
        for each in vars(ast).values()
        if isinstance(each, type) and issubclass(each, Spanned) and each is not Spanned
    ),
    key=lambda each: each.__name__,
)

CHOICES = {
    "bound": (ast.Bound, "operator", typing.get_args(ast.BoundOperator)),
    "comparison": (ast.Compare, "operator", typing.get_args(ast.CompareOperator)),
    "state": (ast.Is, "state", typing.get_args(ast.State)),
    "quantifier": (ast.Quantifier, "kind", typing.get_args(ast.QuantifierKind)),
    "group": (ast.Group, "kind", typing.get_args(ast.QuantifierKind)),
    "requirement": (ast.Requirement, "kind", typing.get_args(ast.RequirementKind)),
    "outcome": (ast.Expect, "outcome", typing.get_args(ast.Outcome)),
    "range": (ast.Range, "half_open", (False, True)),
    "membership": (ast.In, "negated", (False, True)),
    "flags": (ast.Has, "any", (False, True)),
    "subscript": (ast.Segment, "subscript", (False, True)),
    "block": (ast.Requirement, "block", (False, True)),
    "change": (ast.GivenChange, "added", (False, True)),
    "closed": (ast.Feature, "closed", (False, True)),
    "only": (ast.Expect, "only", (False, True)),
    "degraded": (ast.Expect, "degraded", (False, True)),
}
"""Where a node is one of several constructs: its field, and all that can stand in it."""

OPTIONAL = (
    (ast.Import, "alias"),
    (ast.Include, "alias"),
    (ast.Quantifier, "alias"),
    (ast.Count, "alias"),
    (ast.Argument, "name"),
    (ast.Parameter, "default"),
    (ast.Policy, "title"),
    (ast.Profile, "tag"),
    (ast.Notes, "because"),
    (ast.Notes, "fix"),
    (ast.Table, "file"),
    (ast.Table, "updated"),
    (ast.Table, "review"),
    (ast.Expect, "profile"),
    (ast.Expect, "score"),
)
"""Parts that may be missing, and are shown at least once."""


def blocks() -> Iterator[str]:
    """The whole files on the page; tests/test_docs.py compiles them and runs their tests."""
    for number, part in enumerate(PAGE.read_text(encoding="utf-8").split("```")):
        if number % 2 and part.startswith("compat\n"):
            yield part.removeprefix("compat\n")


def walk(node: object) -> Iterator[msgspec.Struct]:
    if isinstance(node, msgspec.Struct):
        yield node
        for field in node.__struct_fields__:
            yield from walk(getattr(node, field))
    elif isinstance(node, tuple):
        for each in node:
            yield from walk(each)


SHOWN = [node for text in blocks() for node in walk(parse(SourceFile("language.md", text))[0])]


@pytest.mark.parametrize("node", NODES, ids=lambda each: each.__name__)
def test_every_node_of_the_syntax_tree_is_shown(node: type) -> None:
    assert any(type(each) is node for each in SHOWN)


@pytest.mark.parametrize(
    ("node", "field", "value"),
    [(node, field, value) for node, field, values in CHOICES.values() for value in values],
    ids=lambda each: getattr(each, "__name__", str(each)),
)
def test_every_choice_is_shown(node: type, field: str, value: object) -> None:
    assert any(type(each) is node and getattr(each, field) == value for each in SHOWN)


@pytest.mark.parametrize(("node", "field"), OPTIONAL, ids=lambda each: getattr(each, "__name__", each))
def test_every_optional_part_is_shown(node: type, field: str) -> None:
    assert any(type(each) is node and getattr(each, field) is not None for each in SHOWN)
