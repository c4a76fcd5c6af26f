"""Calls: arguments against parameters, of rules, tables and policies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from compatlang.diagnostics import Label
from compatlang.diagnostics.codes import semantic
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.semantic import names, rules, tables, values
from compatlang.semantic.context import Scope
from compatlang.syntax import ast
from compatlang.typed import tree as typed
from compatlang.values.scalar import ScalarType


class Slot(NamedTuple):
    """What a call can give a value to: a parameter, or a column of a table."""

    name: str
    type: ScalarType
    default: typed.Constant | None


def slots(parameters: Sequence[typed.ParameterDeclaration]) -> tuple[Slot, ...]:
    """The slots of a rule or policy."""
    return tuple(Slot(each.name, each.type, each.default) for each in parameters)


def check_call(node: ast.Call, scope: Scope) -> typed.Condition | None:
    """A call in the place of a condition: a rule or a table."""
    if str(node.callee) == "version":
        scope.error(
            semantic.NOT_A_CONDITION,
            node.span,
            "`version(…)` is a value, and a condition is needed here",
            help=f"compare it: `{scope.text(node)} >= …`",
        )
        return None
    found = names.declared(node.callee, scope, "rule or table", (ast.Rule, ast.Table))
    if found is None:
        for argument in node.arguments:  # so that one wrong name does not hide another
            if not values.is_constant(argument.value, scope):
                values.check_value(argument.value, scope)
        return None
    if isinstance(found.item, ast.Table):
        return _check_table_call(node, found, scope)
    return _check_rule_call(node, found, scope)


def _check_rule_call(node: ast.Call, found: names.DeclaredName, scope: Scope) -> typed.RuleCall | None:
    rule = rules.typed_rule(found, scope.context)
    if rule is None:
        return None
    if found.identifier in scope.context.quantified:
        if scope.instance is not None:
            scope.error(
                semantic.NESTED_QUANTIFIER,
                node.span,
                f"rule `{node.callee}` has a quantifier, and cannot be called inside another",
                labels=(Label(rule.span, "the rule"),) if rule.span.file == node.span.file else (),
                help="call it beside the quantifier, joined by `and`",
            )
            return None
        scope.context.quantified.add(scope.owner)
    given = check_arguments(node, slots(rule.parameters), scope, f"rule `{node.callee}`")
    if given is None:
        return None
    arguments = tuple(each for each in given if each is not None)
    return typed.RuleCall(found.identifier, arguments, span=node.span)


def _check_table_call(node: ast.Call, found: names.DeclaredName, scope: Scope) -> typed.TableCall | None:
    table = tables.typed_table(found, scope.context)
    if table is None:
        return None
    columns = tuple(Slot(each.name, each.type, None) for each in table.columns)
    given = check_arguments(node, columns, scope, f"table `{node.callee}`", partial=True)
    if given is None:
        return None
    if all(each is None for each in given):
        scope.error(
            semantic.WRONG_ARGUMENTS,
            node.span,
            f"table `{node.callee}` is asked nothing",
            help=f"give at least one of its columns: {_listed(columns)}",
        )
        return None
    return typed.TableCall(found.identifier, given, span=node.span)


def _listed(known: Sequence[Slot]) -> str:
    return ", ".join(f"`{each.name}: {each.type}`" for each in known)


def check_arguments(
    node: ast.Call, known: Sequence[Slot], scope: Scope, callee: str, *, partial: bool = False
) -> tuple[typed.Value | None, ...] | None:
    """One value a slot, defaults filled in, or None after a diagnostic. Where `partial`, slots may stay None."""
    given: dict[str, typed.Value | None] = {}
    sound = True
    for index, argument in enumerate(node.arguments):
        if argument.name is None and any(each.name is not None for each in node.arguments[:index]):
            scope.error(
                semantic.WRONG_ARGUMENTS,
                argument.span,
                "an argument without a name stands behind one with a name",
                help="arguments without a name come first",
            )
            sound = False
            continue
        slot = _slot(argument, index, known, scope, callee, "column" if partial else "parameter")
        if slot is None or slot.name in given:
            if slot is not None:
                scope.error(semantic.WRONG_ARGUMENTS, argument.span, f"`{slot.name}` is given twice")
            sound = False
            continue
        given[slot.name] = values.check_value(argument.value, scope, slot.type)
        sound = sound and given[slot.name] is not None
    result = tuple(given.get(each.name, each.default) for each in known)
    missing = [slot for slot, value in zip(known, result, strict=True) if value is None and slot.name not in given]
    if missing and not partial and sound:
        scope.error(
            semantic.WRONG_ARGUMENTS,
            node.span,
            f"{callee} needs {_listed(missing)}",
            help=f"write `{node.callee}({', '.join(f'{each.name}: …' for each in missing)})`"
            if not node.arguments
            else "",
        )
        sound = False
    return result if sound else None


def _slot(
    argument: ast.Argument, index: int, known: Sequence[Slot], scope: Scope, callee: str, what: str
) -> Slot | None:
    if argument.name is None:
        if index < len(known):
            return known[index]
        scope.error(
            semantic.WRONG_ARGUMENTS,
            argument.span,
            f"{callee} takes {_counted(len(known))}" + (f", and this is number {index + 1}" if known else ""),
        )
        return None
    by_name = {each.name: each for each in known}
    if argument.name.text not in by_name:
        scope.error(
            semantic.WRONG_ARGUMENTS,
            argument.name.span,
            f"{callee} has no {what} `{argument.name.text}`",
            help=did_you_mean(argument.name.text, by_name) or (f"it has {_listed(known)}" if known else ""),
        )
    return by_name.get(argument.name.text)


def _counted(number: int) -> str:
    return {0: "no arguments", 1: "one argument"}.get(number, f"{number} arguments")
