"""`[5.15.*, 5.15.3]`: a member of a set that another member has already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compatlang.diagnostics import Diagnostic, Edit, Label
from compatlang.diagnostics.codes import lint
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.source import Span
from compatlang.syntax import ast
from compatlang.values.version import literal_bounds


def find(view: View) -> Iterator[Diagnostic]:
    """Each member that says nothing new."""
    for node in view.written(ast.SetOf):
        gone: set[int] = set()
        for index, member in enumerate(node.members):
            holder = next((at for at in _others(node.members, index) if at not in gone), None)
            if holder is not None:
                gone.add(index)
                yield lint.DUPLICATE_MEMBER.at(
                    member.span,
                    f"the set has `{view.text(member)}` already",
                    labels=[Label(node.members[holder].span, "here")],
                    help="take it out",
                    edits=_without(node.members, index, view),
                )


def _others(members: Sequence[ast.Pattern], index: int) -> Iterator[int]:
    """The places of members that hold all that one holds; of equal ones the first is kept."""
    for at, other in enumerate(members):
        if at != index and _holds(other, members[index]) and (at < index or not _holds(members[index], other)):
            yield at


def _holds(outer: ast.Pattern, inner: ast.Pattern) -> bool:
    if outer == inner:
        return True
    if isinstance(outer, ast.Id) and isinstance(inner, ast.Id):
        return int(outer.text, 16) == int(inner.text, 16)
    versions = (ast.Version, ast.Series)
    if not (isinstance(outer, versions) and isinstance(inner, versions)):
        return False
    around, bounds = literal_bounds(outer.text), literal_bounds(inner.text)
    return around is not None and bounds is not None and around[0] <= bounds[0] and bounds[1] <= around[1]


def _without(members: Sequence[ast.Pattern], index: int, view: View) -> tuple[Edit, ...]:
    """A member and the comma before it taken out, behind it where it is the first."""
    own = members[index].span
    if index:
        return view.replace(Span(own.file, members[index - 1].span.end, own.end), "")
    return view.replace(Span(own.file, own.start, members[1].span.start), "")


LINT = Lint(lint.DUPLICATE_MEMBER, find)
