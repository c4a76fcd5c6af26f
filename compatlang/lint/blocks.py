"""Where conditions stand side by side: joined by *and*, or by *or*."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compatlang.lint.regions import conjuncts, disjuncts
from compatlang.lint.view import View
from compatlang.lint.walk import children
from compatlang.source import Spanned
from compatlang.typed import tree as typed

Block = tuple[typed.Condition, ...]


def conjunctions(view: View) -> Iterator[Block]:
    """Every two or more conditions of the file that are joined by *and*; inner blocks belong to the outer one."""
    for owner in view.owners:
        yield from (conjuncts(each) for each in _outermost(owner, typed.And))


def guarded(view: View) -> Iterator[Block]:
    """The condition of every statement that stands in a `when`, behind those of the `when`s around it."""
    for policy in view.policies:
        yield from _guarded(policy.statements, ())


def _guarded(statements: Sequence[typed.Statement], guards: Block) -> Iterator[Block]:
    for each in statements:
        match each:
            case typed.Requirement() | typed.Preference():
                if guards:
                    yield (*guards, *conjuncts(each.condition))
            case typed.When(condition, inner):
                yield from _guarded(inner, (*guards, *conjuncts(condition)))
            case typed.Profile():
                yield from _guarded(each.statements, guards)
            case typed.Include():
                pass


def disjunctions(view: View) -> Iterator[Block]:
    """Every two or more conditions of the file that are joined by *or*."""
    for owner in view.owners:
        yield from (disjuncts(each) for each in _outermost(owner, typed.Or))


def _outermost(
    node: Spanned, kind: type[typed.And] | type[typed.Or], within: bool = False
) -> Iterator[typed.And | typed.Or]:
    """The nodes of a kind that stand in none of the same kind directly."""
    found = isinstance(node, kind)
    if found and not within:
        assert isinstance(node, typed.And | typed.Or)
        yield node
    for each in children(node):
        yield from _outermost(each, kind, found)
