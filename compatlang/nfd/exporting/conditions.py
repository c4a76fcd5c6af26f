"""Conditions of the typed tree become formulas: one that holds where the condition is *yes*, one where it is *no*.

Between them lies *unknown*, where neither holds. `and` is yes where all operands are and no where one is, `or` the other way
round, and `not` swaps the two, so that Kleene's logic needs no negation of formulas, which NFD has not. `x != v` holds of what
is absent, too, so it is two alternatives, `NotIn` and `DoesNotExist`; of a text that does not parse neither holds.

NFD knows no *unknown* either: an element of a feature that is missing answers no question, so neither formula holds, and a
feature that is partly known is reported as if it were complete. The export decides alike where every domain is reported
completely, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from compatlang.ir import model as ir
from compatlang.ir.accepted import Accepted
from compatlang.lower.accepted import accepted_by, accepted_by_comparison
from compatlang.nfd.exporting import formula, instances
from compatlang.nfd.exporting.asking import Asked, asked_of_rules, refused
from compatlang.nfd.exporting.expressions import Inexpressible
from compatlang.nfd.exporting.features import Features
from compatlang.nfd.exporting.formula import NEVER, Formula, Reported, Unreported
from compatlang.nfd.exporting.questions import ABSENT, PRESENT, Among, Like, Matches, Question
from compatlang.nfd.exporting.values import Bound, Scope, Values
from compatlang.source import Span
from compatlang.typed import tree as typed
from compatlang.values import pattern
from compatlang.values.scalar import ScalarType

_MIRRORED: dict[typed.CompareOperator, typed.CompareOperator] = {"==": "==", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

_SIMPLE = (typed.Constant, typed.Element, typed.Attribute, typed.Feature)
"""Values that mean the same in every scope."""

_TWO_FEATURES = Inexpressible("NFD cannot compare two features with each other")
_NO_MATCH = Inexpressible("NFD cannot ask whether a regular expression does not match", "`like` can be negated")


class Conditions:
    """Makes formulas of one program's conditions; `others` are the domains beside NFD's own that may be asked."""

    def __init__(
        self, program: typed.Program, asked: Asked = asked_of_rules, others: frozenset[str] = frozenset()
    ) -> None:
        self._program = program
        self._asked = asked
        self._values = Values(program, self._counted, Features(program.domains, others), asked)
        self._called: dict[tuple[str, tuple[typed.Value, ...], bool], Formula] = {}

    def holds(self, condition: typed.Condition, scope: Scope, *, yes: bool) -> Formula:
        """When a condition is yes; or when it is no."""
        match condition:
            case typed.Truth(value):
                return formula.truth(value is yes)
            case typed.And(operands):
                join = formula.all_of if yes else formula.any_of
                return join(self.holds(each, scope, yes=yes) for each in operands)
            case typed.Or(operands):
                join = formula.any_of if yes else formula.all_of
                return join(self.holds(each, scope, yes=yes) for each in operands)
            case typed.Not(operand):
                return self.holds(operand, scope, yes=not yes)
            case typed.Test(subject, wanted, type_):
                return self._admitted(subject, wanted, type_, scope, condition.span, yes=yes)
            case typed.Compare():
                return self._compared(condition, scope, yes=yes)
            case typed.Has(domain, names, any_):
                join = formula.any_of if any_ is yes else formula.all_of
                return join(self._flag(domain, each, condition.span, yes=yes) for each in names)
            case typed.Like(subject, glob):
                return self._question(subject, Like(glob), Like(glob, negated=True), scope, condition.span, yes=yes)
            case typed.Matches():
                return self._matches(condition, scope, yes=yes)
            case typed.Reported(domain, _):
                why_not = self._values.features.refusal(domain)
                if why_not is not None:
                    return refused(why_not, condition.span)
                return self._asked(Reported(domain) if yes else Unreported(domain), condition.span)
            case typed.Present(subject):
                if yes:
                    return self._values.known(subject, scope, PRESENT, condition.span)
                return self._values.absent(subject, scope, condition.span)
            case typed.FlagPresent(domain, name):
                why_not = self._values.features.refusal(domain)
                if why_not is not None:
                    return refused(why_not, condition.span)
                return self._values.element(domain, name, PRESENT if yes else ABSENT, condition.span)
            case typed.Quantified():
                return self._quantified(condition, scope, yes=yes)
            case typed.RuleCall():
                return self._call(condition, scope, yes=yes)
            case typed.TableCall():
                return self._table(condition, scope, yes=yes)
        assert_never(condition)

    # Questions about one value

    def _question(
        self, subject: typed.Value, question: Question, opposite: Question, scope: Scope, span: Span, *, yes: bool
    ) -> Formula:
        """A question is no of a value that is absent."""
        if yes:
            return self._values.known(subject, scope, question, span)
        known = self._values.known(subject, scope, opposite, span)
        return formula.any_of([known, self._values.absent(subject, scope, span)])

    def _among(
        self, subject: typed.Value, type_: ScalarType, keys: Accepted, scope: Scope, span: Span, *, yes: bool
    ) -> Formula:
        return self._question(subject, Among(type_, keys), Among(type_, ~keys), scope, span, yes=yes)

    def _admitted(
        self, subject: typed.Value, wanted: pattern.Pattern, type_: ScalarType, scope: Scope, span: Span, *, yes: bool
    ) -> Formula:
        if isinstance(wanted, pattern.Anything):
            return formula.truth(yes)
        return self._among(subject, type_, accepted_by(wanted, type_), scope, span, yes=yes)

    def _compared(self, condition: typed.Compare, scope: Scope, *, yes: bool) -> Formula:
        """Two values of which one is a constant: whether the other is among the keys that compare so."""
        operator, subject, other = condition.operator, condition.left, condition.right
        constant = self._values.constant(other, scope)
        if constant is None:
            operator, subject = _MIRRORED[operator], other
            constant = self._values.constant(condition.left, scope)
        if constant is None:
            return refused(_TWO_FEATURES, condition.span)
        keys = accepted_by_comparison(operator, ir.Constant(constant.type, constant.text))
        return self._among(subject, constant.type, keys, scope, condition.span, yes=yes)

    def _matches(self, condition: typed.Matches, scope: Scope, *, yes: bool) -> Formula:
        known = self._values.known(condition.subject, scope, Matches(condition.regex), condition.span)
        if yes:
            return known
        constant = self._values.constant(condition.subject, scope) is not None
        return formula.truth(known == NEVER) if constant else refused(_NO_MATCH, condition.span)

    def _flag(self, domain: str, name: str, span: Span, *, yes: bool) -> Formula:
        why_not = self._values.features.flag_refusal(domain, name)
        if why_not is not None:
            return refused(why_not, span)
        return self._values.element(domain, name, PRESENT if yes else ABSENT, span)

    # Questions about instances

    def _quantified(self, condition: typed.Quantified, scope: Scope, *, yes: bool) -> Formula:
        """`any` is yes where an instance is, `all` and `none` are no where one is not, or is."""
        kind, domain, span = condition.kind, condition.domain, condition.span
        why_not = self._values.features.refusal(domain)
        if why_not is not None:
            return refused(why_not, span)
        inner = self.holds(condition.condition, scope, yes=yes is (kind != "none"))
        if yes is (kind == "any"):
            return instances.some(domain, inner, span, self._asked)
        return instances.every(domain, inner, span, self._asked)

    def _counted(self, count: typed.Count, scope: Scope, question: Question) -> Formula:
        why_not = self._values.features.refusal(count.domain)
        if why_not is not None:
            return refused(why_not, count.span)
        one, other = (self.holds(count.condition, scope, yes=each) for each in (True, False))
        return instances.counted(count.domain, question, one, other, count.span, self._asked)

    # Rules and tables

    def _call(self, call: typed.RuleCall, scope: Scope, *, yes: bool) -> Formula:
        """Equal arguments make equal formulas, so those of simple values are made once: else rules that call rules multiply."""
        given = [self._values.resolved(Bound(each, scope)) for each in call.arguments]
        key = (call.rule, tuple(each.value for each in given), yes)
        if key in self._called:
            return self._called[key]
        declaration = self._program.rules[call.rule]
        inner = {each.name: bound for each, bound in zip(declaration.parameters, given, strict=True)}
        made = self.holds(declaration.condition, inner, yes=yes)
        if all(isinstance(each.value, _SIMPLE) for each in given):
            self._called[key] = made
        return made

    def _table(self, call: typed.TableCall, scope: Scope, *, yes: bool) -> Formula:
        """Some row admits every argument; the call is no where every row does not admit one."""
        table = self._program.tables[call.table]
        within, across = (formula.all_of, formula.any_of) if yes else (formula.any_of, formula.all_of)

        def row(cells: Iterable[pattern.Pattern]) -> Formula:
            return within(
                self._admitted(each, cell, column.type, scope, call.span, yes=yes)
                for each, cell, column in zip(call.arguments, cells, table.columns, strict=True)
                if each is not None
            )

        return across(row(each.cells) for each in table.rows)
