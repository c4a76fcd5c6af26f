"""What an author could have forgotten: a statement, a condition, a row, a member of a set, a source of a feature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import msgspec

from compatlang.testing.mutation.model import Change
from compatlang.testing.mutation.operators.cells import with_cell
from compatlang.testing.mutation.operators.patterns import without_member
from compatlang.typed import tree as typed
from compatlang.typed.show import local_name, quoted, show_condition, show_value
from compatlang.values import pattern

Each = TypeVar("Each")


def leaving_out(node: typed.Node) -> Iterator[Change]:
    """The nodes that lack one of their parts, shown as that part and nothing in its place."""
    match node:
        case (
            typed.Policy(statements=statements)
            | typed.When(statements=statements)
            | typed.Profile(statements=statements)
        ):
            yield from (Change(each, None, _shown(each), "") for each in statements if not isinstance(each, typed.When))
            if isinstance(node, typed.When):
                always = typed.Truth(True, span=node.condition.span)
                yield Change(node.condition, always, f"when {show_condition(node.condition)}", "")
        case typed.And(operands) | typed.Or(operands):
            for each, rest in _rests(operands):
                yield Change(node, msgspec.structs.replace(node, operands=rest), show_condition(each), "", each)
        case typed.Coalesce(operands, _):
            for source, others in _rests(operands):
                yield Change(node, msgspec.structs.replace(node, operands=others), show_value(source), "", source)
        case typed.Has(_, names, _):
            for name, other_names in _rests(names):
                yield Change(node, msgspec.structs.replace(node, names=other_names), quoted(name), "")
        case typed.Test(_, wanted, type_):
            for member in without_member(wanted, type_):
                yield Change(node, msgspec.structs.replace(node, pattern=member.pattern), member.was, "")
        case typed.Table(rows=rows):
            for row in rows:
                yield from _of_row(row, node)
        case _:
            pass


def _of_row(row: typed.Row, table: typed.Table) -> Iterator[Change]:
    shown = (pattern.show(cell, column.type) for cell, column in zip(row.cells, table.columns, strict=True))
    yield Change(row, None, " | ".join(shown), "")
    for place, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
        for member in without_member(cell, column.type):
            yield Change(row, with_cell(row, place, member.pattern), member.was, "")


def _rests(parts: Sequence[Each]) -> Iterator[tuple[Each, tuple[Each, ...]]]:
    """Each part and the others; of one part, nothing."""
    for place, each in enumerate(parts if len(parts) > 1 else ()):
        yield each, (*parts[:place], *parts[place + 1 :])


def _shown(statement: typed.Statement) -> str:
    match statement:
        case typed.Requirement(kind, name):
            return f"{kind} {name}"
        case typed.Preference(name):
            return f"prefer {name}"
        case typed.Include(policy, _, _):
            return f"include {local_name(policy)}"
        case typed.Profile(name):
            return f"profile {name}"
        case typed.When(condition):
            return f"when {show_condition(condition)}"
