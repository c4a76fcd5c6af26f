"""Mutants that nobody can tell from the policy: both come down to the same conditions, once these are optimized.

Optimizing changes no answer, so equal results mean equal answers on every node. The reverse is not so: mutants that are not
found here may be equivalent all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import msgspec

from compatlang.ir import model as ir
from compatlang.ir.accepted import Accepted, Names, union
from compatlang.ir.model import Ir
from compatlang.lower import lower
from compatlang.optimize import optimize
from compatlang.testing.mutation.model import Mutant, Place
from compatlang.testing.tree import nodes
from compatlang.typed import tree as typed
from compatlang.values.interval import IntervalSet
from compatlang.values.scalar import ScalarType

Cells: TypeAlias = tuple[Accepted | None, ...]
"""What a row accepts of each column, None for anything."""

_ASKING = "asking"
"""The policy that asks a declaration which is none itself."""


def is_equivalent(program: typed.Program, mutant: Mutant) -> bool:
    """Whether the mutant provably answers as the program does, whatever the arguments."""
    asking = _asking(program, mutant.place)
    if not asking and mutant.place.section != "policies":
        return False  # a table that nothing asks
    was, becomes = (_ir(each, mutant.place, asking) for each in (program, mutant.applied(program)))
    if mutant.place.section == "tables":
        was, becomes = _without_needless_rows(was), _without_needless_rows(becomes)
    return was == becomes


def _ir(program: typed.Program, place: Place, asking: Sequence[typed.Condition]) -> Ir:
    if place.section == "policies":
        parameters = program.policies[place.identifier].parameters
        return optimize(lower(program, {place.identifier: _anything(parameters)}))
    statements = tuple(
        typed.Requirement("require", str(number), each, span=each.span) for number, each in enumerate(asking)
    )
    policy = typed.Policy(_ASKING, "", (), statements, (), "", span=asking[0].span)
    return optimize(lower(msgspec.structs.replace(program, policies={_ASKING: policy}), {_ASKING: ()}))


def _without_needless_rows(program: Ir) -> Ir:
    """The tables with as few rows as say the same."""
    tables = {name: ir.Table(each.types, needed_rows(each)) for name, each in program.tables.items()}
    return msgspec.structs.replace(program, tables=tables)


def needed_rows(table: ir.Table) -> tuple[Cells, ...]:
    """The rows of a table without those that another covers; rows that differ in one column only are joined.

    A row that covers another is at least as true whatever is asked, so the other never decides. Of a number that is known by
    its bounds, two rows can be unknown where the joined one is not, so these are not joined.
    """
    rows = _uncovered(table.rows)
    for column in reversed(range(len(table.types))):
        if table.types[column] != "int":
            rows = _uncovered(_joined(rows, column))
    return tuple(rows)


def _uncovered(rows: Iterable[Cells]) -> list[Cells]:
    different = list(dict.fromkeys(rows))
    return [each for each in different if not any(other is not each and _covers(other, each) for other in different)]


def _joined(rows: Sequence[Cells], column: int) -> list[Cells]:
    """The rows in which all other cells are equal, as one."""
    cells: dict[Cells, list[Accepted | None]] = {}
    for each in rows:
        cells.setdefault((*each[:column], *each[column + 1 :]), []).append(each[column])
    return [(*rest[:column], _either(found), *rest[column:]) for rest, found in cells.items()]


def _either(cells: Sequence[Accepted | None]) -> Accepted | None:
    sets = [each for each in cells if each is not None]
    return union(*sets) if len(sets) == len(cells) else None


def _covers(wide: Cells, narrow: Cells) -> bool:
    return all(
        most is None or (least is not None and _is_within(least, most))
        for most, least in zip(wide, narrow, strict=True)
    )


def _is_within(least: Accepted, most: Accepted) -> bool:
    """Whether a set of cells holds another; cells name what they admit, never what they leave out."""
    if isinstance(least, IntervalSet):
        return isinstance(most, IntervalSet) and not least - most
    return isinstance(most, Names) and least.keys <= most.keys


def _asking(program: typed.Program, place: Place) -> list[typed.Condition]:
    """Questions to a declaration; to a table, each that the program asks."""
    match place.section:
        case "rules":
            rule = program.rules[place.identifier]
            return [typed.RuleCall(place.identifier, _anything(rule.parameters), span=rule.span)]
        case "features":
            feature = program.features[place.identifier]
            value = typed.Feature(feature.path, feature.type, span=feature.span)
            return [typed.Compare("==", value, _any_value("", feature.type, feature), span=feature.span)]
        case "tables":
            return list(dict.fromkeys(_table_calls(program, place.identifier)))
        case "policies":
            return []


def _table_calls(program: typed.Program, name: str) -> Iterator[typed.TableCall]:
    """The calls of a table, with anything in the place of what is no constant."""
    columns = program.tables[name].columns
    for declarations in (program.rules, program.policies, program.features):
        for declaration in declarations.values():
            for each in nodes(declaration):
                if isinstance(each, typed.TableCall) and each.table == name:
                    arguments = tuple(
                        given if given is None or isinstance(given, typed.Constant) else _any_value(c.name, c.type, c)
                        for given, c in zip(each.arguments, columns, strict=True)
                    )
                    yield msgspec.structs.replace(each, arguments=arguments)


def _anything(parameters: Iterable[typed.ParameterDeclaration]) -> tuple[typed.Value, ...]:
    return tuple(_any_value(each.name, each.type, each) for each in parameters)


def _any_value(name: str, type_: ScalarType, node: typed.Node) -> typed.Value:
    """A value of which nothing is known: an element that no catalog has; of a number, it may also be known by bounds only."""
    element = typed.Element("anything", name, type_, span=node.span)
    if type_ != "int":
        return element
    count = typed.Count("anything", typed.Truth(True, span=node.span), span=node.span)
    return typed.Coalesce((element, count), type_, span=node.span)
