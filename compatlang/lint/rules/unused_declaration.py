"""A `let`, table, rule, feature or domain that nothing in the file uses.

A file without a policy is a library: what it declares is for others, and nothing of it is found.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.syntax import ast

_KINDS: dict[type[ast.Item], str] = {
    ast.Let: "`let`",
    ast.Table: "table",
    ast.Rule: "rule",
    ast.Feature: "feature",
    ast.Domain: "domain",
}


def find(view: View) -> Iterator[Diagnostic]:
    """Each such declaration."""
    if view.is_library:
        return
    used = _used(view)
    for item in view.tree.items:
        kind = _KINDS.get(type(item))
        if kind is None:
            continue
        assert isinstance(item, ast.Let | ast.Table | ast.Rule | ast.Feature | ast.Domain)
        name = item.path if isinstance(item, ast.Feature | ast.Domain) else item.name
        parts = _parts(name)
        if not any(path[: len(parts)] == parts for path in used):
            yield lint.UNUSED_DECLARATION.at(
                name.span, f"nothing uses the {kind} `{'.'.join(parts)}`", help="use it, or take it out"
            )


def _parts(name: ast.Path | ast.Name) -> tuple[str, ...]:
    return (name.text,) if isinstance(name, ast.Name) else tuple(each.text for each in name.segments)


def _used(view: View) -> set[tuple[str, ...]]:
    """Every path that is written elsewhere than where it is declared."""
    declaring = {id(each.path) for each in view.tree.items if isinstance(each, ast.Feature | ast.Domain)}
    return {_parts(each) for each in view.paths if id(each) not in declaring}


LINT = Lint(lint.UNUSED_DECLARATION, find)
