"""`cuda_driver(cuda: 13.9)`, and `kernel.supports("io_urng")`: a constant that no row of the table admits.

A rule hands its arguments on, so constants are followed into the rules that are called, into imported files too. A rule that
asks about a parameter itself, beside the table, may know more than the table does: where it admits the constant, nothing is
found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import lint
from compatlang.diagnostics.suggest import did_you_mean
from compatlang.lint.rule import Lint
from compatlang.lint.view import View
from compatlang.lint.walk import walk
from compatlang.typed import tree as typed
from compatlang.values import pattern, scalar
from compatlang.values.text import glob_matches


class _Asked(NamedTuple):
    """A column of a table that a constant is looked up in."""

    table: str
    column: int


def find(view: View) -> Iterator[Diagnostic]:
    """Each such constant."""
    for call in view.meant(typed.TableCall):
        constants = {i: each for i, each in enumerate(call.arguments) if isinstance(each, typed.Constant)}
        if constants and not _some_row(view.program.tables[call.table], constants):
            index, constant = next(iter(constants.items()))
            yield _missing(constant, _Asked(call.table, index), view)
    for applied in view.meant(typed.RuleCall):
        rule = view.program.rules[applied.rule]
        for parameter, argument in zip(rule.parameters, applied.arguments, strict=True):
            if isinstance(argument, typed.Constant) and argument != parameter.default:
                asked = list(_asked(rule.condition, parameter.name, argument, view.program))
                if asked and all(each is not None for each in asked):
                    yield from (_missing(argument, each, view) for each in asked[:1] if each is not None)


def _some_row(table: typed.Table, constants: dict[int, typed.Constant]) -> bool:
    keys = {i: scalar.parse(each.type, each.text) for i, each in constants.items()}
    return any(
        all(pattern.admits(row.cells[i], table.columns[i].type, key) for i, key in keys.items()) for row in table.rows
    )


def _asked(
    condition: typed.Condition, name: str, constant: typed.Constant, program: typed.Program
) -> Iterator[_Asked | None]:
    """Where the parameter called `name` is looked up in vain; None where anything admits the constant."""
    key = scalar.parse(constant.type, constant.text)
    for node in walk(condition):
        match node:
            case typed.Test(typed.Parameter(asked), wanted, type_) if asked == name:
                if pattern.admits(wanted, type_, key):
                    yield None
            case typed.Like(typed.Parameter(asked), glob) if asked == name:
                if glob_matches(glob, constant.text):
                    yield None
            case typed.Compare() | typed.Matches():
                if any(isinstance(each, typed.Parameter) and each.name == name for each in walk(node)):
                    yield None
            case typed.TableCall(table, arguments):
                for index, each in enumerate(arguments):
                    if isinstance(each, typed.Parameter) and each.name == name:
                        found = _some_row(program.tables[table], {index: constant})
                        yield None if found else _Asked(table, index)
            case typed.RuleCall(rule, arguments):
                inner = program.rules[rule]
                for parameter, each in zip(inner.parameters, arguments, strict=True):
                    if isinstance(each, typed.Parameter) and each.name == name:
                        yield from _asked(inner.condition, parameter.name, constant, program)
            case _:
                pass


def _missing(constant: typed.Constant, asked: _Asked, view: View) -> Diagnostic:
    table = view.program.tables[asked.table]
    column = table.columns[asked.column]
    cells = [row.cells[asked.column] for row in table.rows]
    known = [each.text for each in cells if isinstance(each, pattern.Literal)] if column.type == "string" else []
    return lint.NO_SUCH_ROW.at(
        constant.span,
        f"no row of `{table.name}` has {pattern.show_literal(column.type, constant.text)} as its `{column.name}`",
        help=did_you_mean(constant.text, known) or "so the answer is *no* on every node",
    )


LINT = Lint(lint.NO_SUCH_ROW, find)
