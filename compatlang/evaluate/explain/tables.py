"""Explanations of table calls: the rows that come nearest, and the cell that is in the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from compatlang.evaluate.explain import wording
from compatlang.evaluate.explain.wording import Accepted
from compatlang.evaluate.observe import Known, Observation, Unparsable, Unreported
from compatlang.evaluate.reference import admits
from compatlang.evaluate.report import Reason
from compatlang.typed import tree as typed
from compatlang.typed.show import local_name
from compatlang.values import pattern
from compatlang.values.truth import Truth

if TYPE_CHECKING:
    from compatlang.evaluate.explain.explainer import Explainer, Here

_SHOWN_ROWS = 3


class Fit(NamedTuple):
    """A row and how each of its cells answers; None where the column was not given."""

    row: typed.Row
    answers: tuple[Truth | None, ...]

    @property
    def failing(self) -> list[int]:
        """The columns that do not admit what was observed."""
        return [index for index, each in enumerate(self.answers) if each is not None and each is not Truth.YES]


def explain(explainer: Explainer, call: typed.TableCall, here: Here, truth: Truth, wanted: bool) -> Reason:
    """Why a table has no row for its arguments, or where not `wanted`, which rows it has."""
    table = explainer.evaluator.program.tables[call.table]
    observed = [
        None if each is None else explainer.evaluator.observe(each, here.environment) for each in call.arguments
    ]
    name = local_name(call.table)
    given = ", ".join(
        f"{column.name} {wording.word(each)}"
        for column, each in zip(table.columns, observed, strict=True)
        if each is not None
    )
    if not wanted:
        rows = [row for row in table.rows if explainer.evaluator.row(table, row, observed) is truth]
        children = tuple(Reason(f"row {_shown(table, each, observed)}", each.span) for each in rows[:_SHOWN_ROWS])
        perhaps = "" if truth is Truth.YES else "perhaps "
        return Reason(
            f"table {name} {perhaps}has a row for {given}", call.span, f"table {name}", given, children=children
        )
    nearest = _nearest(table, observed)
    failing = nearest[0].failing if len(nearest) == 1 else []
    if len(failing) == 1 and not _is_constant(observed[failing[0]]):
        return _cell(explainer, call, here, table, nearest[0], observed)
    message = f"table {name} has no row for {given}"
    if truth is Truth.UNKNOWN:
        asked = zip(call.arguments, observed, strict=True)
        open_ = [
            here.shown(value)
            for value, each in asked
            if value is not None and isinstance(each, Unreported | Unparsable)
        ]
        message = f"table {name} does not decide without {', '.join(open_) or given}"
    children = tuple(Reason(f"nearest row: {_shown(table, each.row, observed)}", each.row.span) for each in nearest)
    return Reason(message, call.span, f"table {name}", given, children=children)


def support(explainer: Explainer, call: typed.TableCall, here: Here, truth: Truth) -> Reason:
    """The row that admits what was observed, or that there is none."""
    table = explainer.evaluator.program.tables[call.table]
    observed = [
        None if each is None else explainer.evaluator.observe(each, here.environment) for each in call.arguments
    ]
    facts = [
        f"{here.shown(value)} {wording.state(each)}"
        for value, each in zip(call.arguments, observed, strict=True)
        if value is not None and each is not None and not _is_constant(each)
    ]
    row = next((each for each in table.rows if explainer.evaluator.row(table, each, observed) is truth), None)
    found = f"table {table.name} has no row for it"
    if row is not None and truth is Truth.YES:
        found = f"table {table.name}, row {_shown(table, row, observed)}"
    seen = next((place for each in observed if each is not None and (place := explainer.seen(each))), None)
    message = f"{', '.join(facts)} ({found})" if facts else found
    return Reason(message, call.span, f"table {table.name}", ", ".join(facts), "", seen)


def _cell(
    explainer: Explainer,
    call: typed.TableCall,
    here: Here,
    table: typed.Table,
    fit: Fit,
    observed: Sequence[Observation | None],
) -> Reason:
    """One row is nearest and one of its cells fails: that cell is what is needed."""
    index = fit.failing[0]
    value, column = call.arguments[index], table.columns[index]
    assert value is not None
    others = [each if position != index else None for position, each in enumerate(observed)]
    shown = _shown(table, fit.row, others)
    row = Reason(f"table {table.name}, row {shown}" if shown else f"table {table.name}", fit.row.span)
    accepted = Accepted("needs", pattern.show(fit.row.cells[index], column.type))
    return explainer.about(call, value, here, accepted, (row,))


def _nearest(table: typed.Table, observed: Sequence[Observation | None]) -> list[Fit]:
    """The rows of which most cells admit what was observed, a few at most.

    Constants weigh more than what was observed: an author who names a version means the row of that version.
    """
    best: list[Fit] = []
    best_rank = -1
    weights = [3 * len(observed) if _is_constant(each) else 1 for each in observed]
    for row in table.rows:
        answers = tuple(
            None if each is None else admits(each, cell, column.type)
            for each, cell, column in zip(observed, row.cells, table.columns, strict=True)
        )
        rank = sum(answer * weight for answer, weight in zip(answers, weights, strict=True) if answer is not None)
        if rank > best_rank:
            best, best_rank = [], rank
        if rank == best_rank and len(best) < _SHOWN_ROWS:
            best.append(Fit(row, answers))
    return best


def _is_constant(observed: Observation | None) -> bool:
    return isinstance(observed, Known) and observed.place is None


def _shown(table: typed.Table, row: typed.Row, observed: Sequence[Observation | None]) -> str:
    """The cells of a row in the columns that were given."""
    return ", ".join(
        f"{column.name} {pattern.show(cell, column.type)}"
        for column, cell, each in zip(table.columns, row.cells, observed, strict=True)
        if each is not None
    )
