"""Releases of the kernel among the values of a policy, and the patterns as written that they are held against.

Only of a kernel is it known that `5.15` is a series of which there are patch releases: `22.04` of a distribution has none.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.lint.view import View
from compatlang.syntax import ast
from compatlang.typed import tree as typed

_ELEMENTS = {
    ("kernel.version", "full"),
    ("node.info", "kernelVersion"),
    ("node.label", "feature.node.kubernetes.io/kernel-version.full"),
}


def is_release(value: typed.Value | None, view: View) -> bool:
    """Whether a value is the release of a kernel."""
    match value:
        case typed.Element(domain, name):
            return (domain, name) in _ELEMENTS
        case typed.Feature(path):
            return is_release(view.program.features[path].value, view)
        case typed.Coalesce(operands):
            return any(is_release(each, view) for each in operands)
        case _:
            return False


def compared(view: View) -> Iterator[ast.Compare]:
    """Comparisons of a kernel's release with a constant."""
    for node in view.written(ast.Compare):
        test = view.meaning(node, typed.Test)
        if test is not None and is_release(test.subject, view):
            yield node


def patterns(view: View) -> Iterator[ast.Pattern]:
    """Patterns of this file that a kernel's release is held against, in sets and `let`s too, each once."""
    seen: set[int] = set()
    for pattern in (*_asked(view), *_cells(view)):
        for inner in _inner(pattern, view):
            if id(inner) not in seen:
                seen.add(id(inner))
                yield inner


def _asked(view: View) -> Iterator[ast.Pattern]:
    for node in view.written(ast.In):
        test = view.meaning(node, typed.Test)
        if test is not None and is_release(test.subject, view):
            yield node.pattern


def _cells(view: View) -> Iterator[ast.Pattern]:
    """The cells of inline tables that a kernel's release is looked up in."""
    asked = {
        (call.table, index)
        for call in view.meant(typed.TableCall)
        for index, argument in enumerate(call.arguments)
        if is_release(argument, view)
    }
    for table in view.items(ast.Table):
        for identifier, index in asked:
            if identifier == view.module.identifier(table.name.text):
                yield from (row.cells[index] for row in table.rows)


def _inner(pattern: ast.Pattern, view: View) -> Iterator[ast.Pattern]:
    match pattern:
        case ast.SetOf(members):
            for each in members:
                yield from _inner(each, view)
        case ast.Path(segments) if len(segments) == 1:
            item = view.module.names.get(segments[0].text)
            if isinstance(item, ast.Let):
                yield from _inner(item.pattern, view)
        case ast.Path() | ast.Wildcard():
            pass
        case _:
            yield pattern


def numbers(literal: ast.Literal | ast.Path | ast.Expression | ast.Pattern) -> tuple[int, ...]:
    """The numbers of a version literal without a suffix; nothing for any other."""
    if isinstance(literal, ast.Version | ast.Integer):
        parts = literal.text.split(".")
        if all(each.isdigit() for each in parts):
            return tuple(map(int, parts))
    return ()


def is_series(literal: ast.Literal | ast.Path | ast.Expression | ast.Pattern) -> bool:
    """Whether a literal such as `5.15` names what has patch releases."""
    return 0 < len(numbers(literal)) <= 2
