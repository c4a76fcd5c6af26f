"""Why a condition is not as it should be: observed against accepted, down to the atoms that decided.

An explanation follows the condition from the top and keeps only what decided: of an *and* that is no, the operands that are
no; of one that is unknown, those that are unknown; under *not* the other way round. Of a table the nearest rows are shown,
of a quantifier the nearest instance and which of its conditions fail.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from compatlang import limits
from compatlang.evaluate.observe import Absent, Counted, Known, Observation, Place, Unparsable, Unreported
from compatlang.evaluate.reference import Answer, Environment, Evaluator, Numbered, admits
from compatlang.evaluate.report import Reason
from compatlang.snapshot.locate import Locator
from compatlang.source import Span
from compatlang.typed import tree as typed
from compatlang.typed.show import feature_path, local_name, quoted, show_condition, show_value
from compatlang.values import pattern
from compatlang.values.scalar import ScalarType
from compatlang.values.truth import Truth

_NEAREST_ROWS = 3


class Explainer:
    """Explains answers of one evaluator. `locator` finds places in the snapshot's documents."""

    def __init__(self, evaluator: Evaluator, locator: Locator) -> None:
        self.evaluator = evaluator
        self.locator = locator

    def reasons(self, answer: Answer) -> tuple[Reason, ...]:
        """Why a statement is not yes, the reasons that decided it, at most `limits.EXPLAINED_REASONS`."""
        if answer.truth is Truth.YES:
            return ()
        placed = answer.placed
        statement = placed.statement
        wanted = not (isinstance(statement, typed.Requirement) and statement.kind == "forbid")
        found = self._explain(statement.condition, self.evaluator.environment(placed.frame), wanted)
        for guard in placed.guards:
            environment = self.evaluator.environment(guard.frame)
            if self.evaluator.condition(guard.condition, environment) is Truth.UNKNOWN:
                found += self._explain(guard.condition, environment, False)
        return _capped(found, statement.span)

    def _explain(self, condition: typed.Condition, environment: Environment, wanted: bool) -> tuple[Reason, ...]:
        """Why a condition is not yes (`wanted`), or why it is not no."""
        truth = self.evaluator.condition(condition, environment)
        if truth is (Truth.YES if wanted else Truth.NO):
            return ()
        match condition:
            case typed.Not(operand):
                return self._explain(operand, environment, not wanted)
            case typed.And(operands):
                return self._explain_operands(condition, operands, environment, wanted, every=wanted)
            case typed.Or(operands):
                return self._explain_operands(condition, operands, environment, wanted, every=not wanted)
            case typed.RuleCall(rule, arguments):
                inner = self.evaluator.program.rules[rule].condition
                return self._explain(inner, self.evaluator.call(rule, arguments, environment), wanted)
            case typed.TableCall():
                return (self._explain_table(condition, environment, truth, wanted),)
            case typed.Quantified():
                return (self._explain_quantified(condition, environment, truth, wanted),)
            case _:
                return (self._explain_atom(condition, environment, truth, wanted),)

    def _explain_operands(
        self,
        condition: typed.Condition,
        operands: Sequence[typed.Condition],
        environment: Environment,
        wanted: bool,
        *,
        every: bool,
    ) -> tuple[Reason, ...]:
        """`every` operand had to be as wanted, or one of them would have been enough."""
        truth = self.evaluator.condition(condition, environment)
        deciding = [each for each in operands if self.evaluator.condition(each, environment) is truth]
        found = [self._explain(each, environment, wanted) for each in deciding]
        if every or len(found) < 2:
            return tuple(reason for each in found for reason in each)
        one_each = all(len(each) == 1 for each in found)
        children = tuple(reason for each in found for reason in each)
        if not children:
            return ()
        word = "none of these holds" if truth is Truth.NO else "it is not known whether one of these holds"
        if not wanted:
            word = "all of these hold" if truth is Truth.YES else "it is not known whether one of these fails"
        if not one_each:
            children = tuple(
                each[0] if len(each) == 1 else Reason("all of:", operand.span, children=each)
                for each, operand in zip(found, deciding, strict=True)
                if each
            )
        return (Reason(word, condition.span, children=_capped(children, condition.span)),)

    # One question

    def _explain_atom(self, condition: typed.Condition, environment: Environment, truth: Truth, wanted: bool) -> Reason:
        match condition:
            case typed.Test(subject, accepted, type_):
                return self._about_value(condition, subject, environment, accepted_text(accepted, type_, wanted))
            case typed.Like(subject, glob):
                return self._about_value(condition, subject, environment, _wanted(wanted, f"like {quoted(glob)}"))
            case typed.Matches(subject, regex):
                return self._about_value(condition, subject, environment, _wanted(wanted, f"matches {quoted(regex)}"))
            case typed.Compare(operator, left, right):
                return self._about_comparison(condition, operator, left, right, environment, wanted)
            case typed.Present(subject):
                state = "to be present" if wanted else "to be missing"
                return self._about_value(condition, subject, environment, state)
            case typed.Has(domain, names, any_):
                return self._about_flags(condition, domain, names, any_, truth, wanted)
            case typed.FlagPresent(domain, name):
                return self._about_flags(condition, domain, (name,), False, truth, wanted)
            case typed.Reported(domain):
                state = "not reported" if truth is Truth.NO else "reported"
                needed = "to be reported" if wanted else "not to be reported"
                return _reason(condition.span, domain, f"is {state}", state, needed)
            case _:
                return Reason(f"`{show_condition(condition)}` is {truth.word}", condition.span)

    def _about_value(
        self, condition: typed.Condition, subject: typed.Value, environment: Environment, accepted: str
    ) -> Reason:
        observed = self.evaluator.observe(subject, environment)
        name = self._subject(subject)
        if isinstance(subject, typed.Count) and isinstance(observed, Counted):
            return self._about_count(condition, subject, observed, environment, accepted)
        state, text = _state(observed)
        return _reason(condition.span, name, state, text, accepted, self._seen(observed))

    def _subject(self, value: typed.Value) -> str:
        return show_value(value)

    def _about_comparison(
        self,
        condition: typed.Condition,
        operator: str,
        left: typed.Value,
        right: typed.Value,
        environment: Environment,
        wanted: bool,
    ) -> Reason:
        observed = self.evaluator.observe(left, environment)
        against = self.evaluator.observe(right, environment)
        state, text = _state(observed)
        other, _ = _state(against)
        accepted = _wanted(wanted, f"{operator} {show_value(right)}")
        return _reason(
            condition.span,
            self._subject(left),
            state,
            text,
            f"{accepted}, which {other}",
            self._seen(observed) or self._seen(against),
        )

    def _about_count(
        self,
        condition: typed.Condition,
        subject: typed.Count,
        observed: Counted,
        environment: Environment,
        accepted: str,
    ) -> Reason:
        section = self.evaluator.snapshot.sections.get(subject.domain)
        if section is None or section.instances is None:
            message = f"`{subject.domain}` is not reported, needs {accepted} with {_with(subject.condition)}"
            return Reason(message, condition.span, subject.domain, "not reported", accepted)
        if observed.possible == observed.certain:
            text = str(observed.certain)
        elif observed.possible is None:
            text = f"at least {observed.certain}"
        else:
            text = f"{observed.certain} to {observed.possible}"
        message = f"{text} {subject.domain} with {_with(subject.condition)}, needs {accepted}"
        nearest = self._nearest(subject, environment)
        children = () if nearest is None or observed.certain else (nearest,)
        return Reason(message, condition.span, f"count {subject.domain}", text, accepted, children=children)

    def _about_flags(
        self,
        condition: typed.Condition,
        domain: str,
        names: Sequence[str],
        any_: bool,
        truth: Truth,
        wanted: bool,
    ) -> Reason:
        answers = {name: self.evaluator.flag(domain, name) for name in names}
        section = self.evaluator.snapshot.sections.get(domain)
        accepted = ("any of " if any_ and len(names) > 1 else "") + ", ".join(names)
        if wanted:
            missing = [name for name, answer in answers.items() if answer is truth]
            shown = ", ".join(missing)
            if truth is Truth.NO:
                message = f"{domain} has no {' and no '.join(missing) if len(missing) < 4 else 'flag of ' + shown}"
                return Reason(
                    message, condition.span, domain, f"without {shown}", accepted, self.locator.domain(domain)
                )
            why = "is not reported" if section is None or section.flags is None else "is only partly known"
            return Reason(
                f"{domain} {why}, needs {accepted}", condition.span, domain, why.removeprefix("is "), accepted
            )
        there = [name for name, answer in answers.items() if answer is not Truth.NO]
        shown = ", ".join(there)
        if truth is Truth.YES:
            seen = self.locator.element(domain, there[0]) if there else None
            return Reason(f"{domain} has {shown}, must not", condition.span, domain, shown, f"not {accepted}", seen)
        why = "is not reported" if section is None or section.flags is None else "is only partly known"
        return Reason(
            f"{domain} {why}, must not have {accepted}",
            condition.span,
            domain,
            why.removeprefix("is "),
            f"not {accepted}",
        )

    def _seen(self, observed: Observation) -> Span | None:
        place = getattr(observed, "place", None)
        if not isinstance(place, Place):
            return None
        if isinstance(observed, Absent):
            return self.locator.instance(place.domain, place.instance) if place.instance >= 0 else None
        if place.instance >= 0:
            return self.locator.instance(place.domain, place.instance, place.name)
        return self.locator.element(place.domain, place.name)

    # Tables

    def _explain_table(
        self, condition: typed.TableCall, environment: Environment, truth: Truth, wanted: bool
    ) -> Reason:
        table = self.evaluator.program.tables[condition.table]
        observed = [None if each is None else self.evaluator.observe(each, environment) for each in condition.arguments]
        name = local_name(condition.table)
        if not wanted:
            rows = [row for row in table.rows if self.evaluator.row(table, row, observed) is not Truth.NO]
            children = tuple(Reason(f"row {_show_row(table, row, observed)}", row.span) for row in rows[:_NEAREST_ROWS])
            return Reason(f"table {name} has a row that admits this", condition.span, children=children)
        unknown = [
            (column, value, each)
            for column, value, each in zip(table.columns, condition.arguments, observed, strict=True)
            if value is not None and isinstance(each, Unreported | Unparsable)
        ]
        nearest = self._nearest_rows(table, observed, truth)
        if len(nearest) == 1:
            fit = nearest[0]
            failing = [index for index, each in enumerate(fit.answers) if each is not None and each is not Truth.YES]
            if len(failing) == 1:
                return self._failing_cell(condition, table, fit, failing[0], observed)
        subjects = [
            f"{column.name}: {_state(each)[1]}"
            for column, each in zip(table.columns, observed, strict=True)
            if each is not None
        ]
        message = f"table {name} has no row for {', '.join(subjects)}"
        if truth is Truth.UNKNOWN and unknown:
            column, value, each = unknown[0]
            message = f"{show_value(value)} {_state(each)[0]}, so table {name} does not decide {column.name}"
        children = tuple(
            Reason(f"nearest row: {_show_row(table, each.row, observed)}", each.row.span) for each in nearest
        )
        return Reason(message, condition.span, f"table {name}", ", ".join(subjects), "", children=children)

    def _failing_cell(
        self,
        condition: typed.TableCall,
        table: typed.Table,
        fit: _RowFit,
        index: int,
        observed: Sequence[Observation | None],
    ) -> Reason:
        value, each, column = condition.arguments[index], observed[index], table.columns[index]
        assert value is not None
        assert each is not None
        state, text = _state(each)
        accepted = pattern.show(fit.row.cells[index], column.type)
        others = [
            f"{name.name} {pattern.show(cell, name.type)}"
            for position, (name, cell) in enumerate(zip(table.columns, fit.row.cells, strict=True))
            if position != index and observed[position] is not None
        ]
        subject = column.name if isinstance(value, typed.Constant) else show_value(value)
        row = Reason(f"table {table.name}, row {', '.join(others) or accepted}", fit.row.span)
        return _reason(condition.span, subject, state, text, accepted, self._seen(each), (row,))

    def _nearest_rows(self, table: typed.Table, observed: Sequence[Observation | None], truth: Truth) -> list[_RowFit]:
        """The rows of which most cells admit what was observed, among those that could have decided; a few at most.

        Constants count more than what was observed: an author who names a version wants the row of that version.
        """
        best: list[_RowFit] = []
        best_rank = -1
        for row in table.rows:
            answers = [
                None if each is None else admits(each, cell, column.type)
                for each, cell, column in zip(observed, row.cells, table.columns, strict=True)
            ]
            rank = 0
            for each, answer in zip(observed, answers, strict=True):
                constant = isinstance(each, Known) and each.place is None
                rank += 0 if answer is None else int(answer) * (len(answers) * 3 if constant else 1)
            if rank > best_rank:
                best, best_rank = [], rank
            if rank == best_rank and len(best) < _NEAREST_ROWS:
                best.append(_RowFit(row, answers))
        return best

    # Quantifiers

    def _explain_quantified(
        self, condition: typed.Quantified, environment: Environment, truth: Truth, wanted: bool
    ) -> Reason:
        domain, inner = condition.domain, condition.condition
        section = self.evaluator.snapshot.sections.get(domain)
        if section is None or section.instances is None:
            message = f"{domain} is not reported, needs {condition.kind} with {_with(inner)}"
            return Reason(message, condition.span, domain, "not reported", f"{condition.kind} with {_with(inner)}")
        answers = self.evaluator.instances(section, inner, environment)
        # `any` wanted, or `none` unwanted: some instance should have held and none certainly does.
        lacking = (condition.kind == "any") == wanted if condition.kind != "all" else False
        if lacking:
            nearest = self._nearest(condition, environment)
            certainly = "no" if truth is (Truth.NO if condition.kind == "any" else Truth.YES) else "perhaps no"
            message = f"{certainly} {domain} with {_with(inner)}"
            if section.partial:
                message += f"; `{domain}` is only partly known"
            children = (nearest,) if nearest is not None else ()
            observed = f"{len(answers)} instances" if answers else "no instances"
            return Reason(message, condition.span, domain, observed, _with(inner), children=children)
        offending_truth = Truth.NO if condition.kind == "all" else Truth.YES
        if condition.kind == "all" and not wanted:
            return Reason(f"all {domain} have {_with(inner)}", condition.span, domain)
        offending = [each for each, answer in answers if answer is offending_truth]
        offending = offending or [each for each, answer in answers if answer is Truth.UNKNOWN]
        if not offending:
            return Reason(f"`{domain}` is only partly known", condition.span, domain, "partly known", _with(inner))
        verb = "fails" if condition.kind == "all" else "has"
        message = (
            f"{_counted(len(offending), domain)} {verb if len(offending) == 1 else verb.rstrip('s')} {_with(inner)}"
            if condition.kind == "all"
            else f"{_counted(len(offending), domain)} with {_with(inner)}, must be none"
        )
        first = offending[0]
        child = self._instance_reason(domain, inner, first, environment, "first")
        return Reason(message, condition.span, domain, str(len(offending)), _with(inner), children=(child,))

    def _nearest(self, question: typed.Quantified | typed.Count, environment: Environment) -> Reason | None:
        """The instance of which most conditions hold, and those that do not."""
        domain, inner = question.domain, question.condition
        section = self.evaluator.snapshot.sections.get(domain)
        if section is None or not section.instances:
            return None
        operands = inner.operands if isinstance(inner, typed.And) else (inner,)
        best: Numbered | None = None
        best_rank: tuple[int, int] = (-1, 0)
        for position, attributes in enumerate(section.instances):
            numbered = Numbered(position, attributes)
            inside = Environment(environment.parameters, numbered)
            answers = [self.evaluator.condition(each, inside) for each in operands]
            rank = (sum(answers), -position)
            if rank > best_rank and not all(each is Truth.YES for each in answers):
                best, best_rank = numbered, rank
        if best is None or (best_rank[0] == 0 and len(operands) > 1):
            return None  # an instance with nothing in common is no neighbour
        return self._instance_reason(domain, inner, best, environment, "nearest")

    def _instance_reason(
        self, domain: str, inner: typed.Condition, instance: Numbered, environment: Environment, word: str
    ) -> Reason:
        inside = Environment(environment.parameters, instance)
        failing = self._explain(inner, inside, True)
        details = "; ".join(each.message for each in failing)
        name = describe_instance(domain, instance)
        return Reason(
            f"{word}: {name}" + (f": {details}" if details else ""),
            inner.span,
            domain,
            name,
            seen=self.locator.instance(domain, instance.position),
        )


class _RowFit(NamedTuple):
    """A row and how each of its cells answers; None where the column was not given."""

    row: typed.Row
    answers: list[Truth | None]


def _capped(reasons: tuple[Reason, ...], span: Span) -> tuple[Reason, ...]:
    if len(reasons) <= limits.EXPLAINED_REASONS:
        return reasons
    more = len(reasons) - limits.EXPLAINED_REASONS
    return (*reasons[: limits.EXPLAINED_REASONS], Reason(f"and {more} more", span))


def _reason(
    span: Span,
    subject: str,
    state: str,
    observed: str,
    accepted: str,
    seen: Span | None = None,
    children: tuple[Reason, ...] = (),
) -> Reason:
    verb = "" if accepted.startswith(("must ",)) else "needs "
    return Reason(f"{subject} {state}, {verb}{accepted}", span, subject, observed, accepted, seen, children)


def _state(observed: Observation) -> tuple[str, str]:
    """What was observed, as a clause and as a word."""
    match observed:
        case Known(text, _):
            return f"is {text}" if text else "is empty", text
        case Absent():
            return "is absent", "absent"
        case Unreported(why):
            return f"is not known ({why})", "not known"
        case Unparsable(text, type_):
            return f"is {quoted(text)}, which is no {type_}", f"{quoted(text)} (no {type_})"
        case Counted(certain, possible):
            return f"is {certain} or more" if possible is None else f"is {certain} to {possible}", str(certain)


def _wanted(wanted: bool, text: str) -> str:
    return text if wanted else f"not {text}"


def accepted_text(accepted: pattern.Pattern, type_: ScalarType, wanted: bool) -> str:
    """What would have been accepted, after "needs"."""
    shown = pattern.show(accepted, type_)
    if isinstance(accepted, pattern.AnyOf):
        shown = f"one of {', '.join(pattern.show(each, type_) for each in accepted.members[:12])}"
        if len(accepted.members) > 12:
            shown += f" and {len(accepted.members) - 12} more"
    if wanted:
        return shown
    if isinstance(accepted, pattern.Bound):
        opposite: dict[pattern.Operator, str] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
        return f"{opposite[accepted.operator]} {pattern.show_literal(type_, accepted.text)}"
    return f"anything but {shown.removeprefix('one of ')}"


def _with(condition: typed.Condition) -> str:
    """The conditions of a block as a phrase: `vendor 0x15b3 and class 0x0207`."""
    operands = condition.operands if isinstance(condition, typed.And) else (condition,)
    phrases = []
    for each in operands:
        if isinstance(each, typed.Test) and isinstance(each.pattern, pattern.Literal):
            phrases.append(f"{show_value(each.subject)} {pattern.show(each.pattern, each.type)}")
        elif isinstance(each, typed.Or) and len(operands) > 1:
            phrases.append(f"({show_condition(each)})")
        else:
            phrases.append(show_condition(each))
    return " and ".join(phrases)


def _counted(number: int, domain: str) -> str:
    return f"{number} {domain}"


def describe_instance(domain: str, instance: Numbered) -> str:
    """An instance as people name it: `15b3:1017` for a device with vendor and device, else its name, else its number.

    >>> describe_instance("pci.device", Numbered(0, {"vendor": "15b3", "device": "1017"}))
    '15b3:1017'
    """
    attributes = instance.attributes
    if "vendor" in attributes and "device" in attributes:
        return f"{attributes['vendor']}:{attributes['device']}"
    if "name" in attributes:
        return attributes["name"]
    return f"{feature_path(domain, '')}[{instance.position}]"


def _show_row(table: typed.Table, row: typed.Row, observed: Sequence[Observation | None]) -> str:
    return ", ".join(
        f"{column.name} {pattern.show(cell, column.type)}"
        for column, cell, each in zip(table.columns, row.cells, observed, strict=True)
        if each is not None
    )
