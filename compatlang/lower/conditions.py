"""Values and conditions of the typed tree become entries of the tables; calls of rules are replaced by their conditions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import assert_never

from compatlang.ir import model as ir
from compatlang.ir.builder import Builder
from compatlang.ir.counted import Counted
from compatlang.ir.model import ConditionRef, ValueRef
from compatlang.lower.accepted import accepted_by, accepted_by_comparison
from compatlang.lower.tables import Rows
from compatlang.typed import tree as typed
from compatlang.values import pattern, scalar
from compatlang.values.text import glob_matches, regex_matches

Parameters = Mapping[str, ValueRef]
"""What the parameters around a condition mean."""

_MIRRORED: dict[typed.CompareOperator, typed.CompareOperator] = {"==": "==", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Conditions:
    """Lowers conditions of one program into one builder."""

    def __init__(self, program: typed.Program) -> None:
        self.program = program
        self.builder = Builder()
        self.tables: dict[str, ir.Table] = {}
        self._rules: dict[tuple[str, tuple[ValueRef, ...]], ConditionRef] = {}
        self._tables: dict[tuple[str, tuple[ValueRef | None, ...]], ConditionRef] = {}
        self._features: dict[str, ir.Feature] = {}
        self._declarations: dict[str, list[typed.Table]] = {}
        self._counted = Counted(self.builder.values, self._features)

    def declared_features(self) -> dict[str, ir.Feature]:
        """The declared features that were read, each after those that it is made from."""
        return self._features

    # Values

    def value(self, value: typed.Value, parameters: Parameters) -> ValueRef:
        """The entry of a value."""
        build = self.builder
        match value:
            case typed.Constant(type_, text):
                return build.value(ir.Constant(type_, text))
            case typed.Element(domain, name, type_):
                return build.value(ir.Element(type_, domain, name))
            case typed.Attribute(domain, name, type_):
                return build.value(ir.Attribute(type_, domain, name))
            case typed.Feature(path, type_):
                self._declare(path)
                return build.value(ir.Declared(type_, path))
            case typed.Parameter(name, _):
                return parameters[name]
            case typed.Coalesce(operands, type_):
                return self._coalesce([self.value(each, parameters) for each in operands], type_)
            case typed.Join(parts):
                return build.value(ir.Join(tuple(self.value(each, parameters) for each in parts)))
            case typed.Count(domain, condition):
                return build.value(ir.Count(domain, self.condition(condition, parameters)))
        assert_never(value)

    def _coalesce(self, operands: list[ValueRef], type_: scalar.ScalarType) -> ValueRef:
        """A constant is never absent, so nothing after it counts."""
        for position, each in enumerate(operands):
            if isinstance(self.builder.values[each], ir.Constant):
                operands = operands[: position + 1]
                break
        return operands[0] if len(operands) == 1 else self.builder.value(ir.Coalesce(type_, tuple(operands)))

    def _declare(self, path: str) -> None:
        if path not in self._features:
            declaration = self.program.features[path]
            value = self.value(declaration.value, {})
            self._features[path] = ir.Feature(declaration.type, value, declaration.closed)

    # Conditions

    def condition(self, condition: typed.Condition, parameters: Parameters) -> ConditionRef:
        """The entry of a condition."""
        build = self.builder
        match condition:
            case typed.Truth(value):
                return build.truth(value)
            case typed.And(operands):
                return build.both(self.condition(each, parameters) for each in operands)
            case typed.Or(operands):
                return build.either(self.condition(each, parameters) for each in operands)
            case typed.Not(operand):
                return build.negated(self.condition(operand, parameters))
            case typed.Test(subject, wanted, type_):
                return self.admitted(self.value(subject, parameters), wanted, type_)
            case typed.Compare(operator, left, right):
                return self._compare(operator, self.value(left, parameters), self.value(right, parameters))
            case typed.Has(domain, names, any_):
                flags = [build.condition(ir.Flag(domain, name)) for name in names]
                return build.either(flags) if any_ else build.both(flags)
            case typed.Like(subject, glob):
                asked = self.value(subject, parameters)
                return self._text(asked, ir.Like(asked, glob), lambda text: glob_matches(glob, text))
            case typed.Matches(subject, regex):
                asked = self.value(subject, parameters)
                return self._text(asked, ir.Matches(asked, regex), lambda text: regex_matches(regex, text))
            case typed.Reported(domain, kind):
                return build.condition(ir.Reported(domain, kind))
            case typed.Present(subject):
                asked = self.value(subject, parameters)
                constant = isinstance(build.values[asked], ir.Constant)
                return build.truth(True) if constant else build.condition(ir.Present(asked))
            case typed.FlagPresent(domain, name):
                return build.condition(ir.Named(domain, name))
            case typed.Quantified(kind, domain, inner):
                return self._quantified(kind, domain, self.condition(inner, parameters))
            case typed.RuleCall(rule, arguments):
                return self._rule(rule, tuple(self.value(each, parameters) for each in arguments))
            case typed.TableCall(table, cells):
                return self._table(
                    table, tuple(None if each is None else self.value(each, parameters) for each in cells)
                )
        assert_never(condition)

    def admitted(self, value: ValueRef, wanted: pattern.Pattern, type_: scalar.ScalarType) -> ConditionRef:
        """Whether a value is admitted by a pattern; `*` asks nothing."""
        if isinstance(wanted, pattern.Anything):
            return self.builder.truth(True)
        constant = self.builder.values[value]
        if isinstance(constant, ir.Constant):
            return self.builder.truth(pattern.admits(wanted, type_, scalar.parse(constant.type, constant.text)))
        return self.builder.condition(ir.Member(value, accepted_by(wanted, type_)))

    def _compare(self, operator: typed.CompareOperator, left: ValueRef, right: ValueRef) -> ConditionRef:
        """A comparison with a constant asks about one value only."""
        build = self.builder
        first, second = build.values[left], build.values[right]
        if isinstance(first, ir.Constant):
            if not isinstance(second, ir.Constant):
                return self._compare(_MIRRORED[operator], right, left)
            accepted = accepted_by_comparison(operator, second)
            return build.truth(scalar.parse(first.type, first.text) in accepted)
        if isinstance(second, ir.Constant):
            return build.condition(ir.Member(left, accepted_by_comparison(operator, second)))
        return build.condition(ir.Compare(operator, left, right))

    def _text(self, value: ValueRef, atom: ir.Like | ir.Matches, question: Callable[[str], bool]) -> ConditionRef:
        constant = self.builder.values[value]
        if isinstance(constant, ir.Constant):
            return self.builder.truth(question(constant.text))
        return self.builder.condition(atom)

    def _quantified(self, kind: str, domain: str, inner: ConditionRef) -> ConditionRef:
        """`none` is *not any*, and `all` is *not any that does not*: Kleene's connectives are dual."""
        build = self.builder
        if kind == "all":
            return build.negated(build.condition(ir.Exists(domain, build.negated(inner))))
        found = build.condition(ir.Exists(domain, inner))
        return found if kind == "any" else build.negated(found)

    def _rule(self, rule: str, arguments: tuple[ValueRef, ...]) -> ConditionRef:
        key = (rule, arguments)
        if key not in self._rules:
            declaration = self.program.rules[rule]
            names = [each.name for each in declaration.parameters]
            self._rules[key] = self.condition(declaration.condition, dict(zip(names, arguments, strict=True)))
        return self._rules[key]

    def _table(self, table: str, arguments: tuple[ValueRef | None, ...]) -> ConditionRef:
        key = (table, arguments)
        if key not in self._tables:
            self._tables[key] = self._rows(Rows.of(self.program.tables[table], arguments, self.builder.values))
        return self._tables[key]

    def _rows(self, rows: Rows) -> ConditionRef:
        """The question that the rows left by constant arguments come down to: nothing, one value, or a look-up."""
        build = self.builder
        if not rows.columns or not rows.rows:
            return build.truth(bool(rows.rows))
        if len(rows.columns) == 1 and rows.values[0] not in self._counted:
            accepted = rows.union()
            return build.truth(True) if accepted is None else build.condition(ir.Member(rows.values[0], accepted))
        name = self._table_name(rows)
        if name not in self.tables:
            self.tables[name] = rows.table()
        return build.condition(ir.Lookup(name, rows.values))

    def _table_name(self, rows: Rows) -> str:
        """What the rows are called here. Tables of different files may have one name; the later ones get numbers."""
        of_the_name = self._declarations.setdefault(rows.name(), [])
        if rows.declaration not in of_the_name:
            of_the_name.append(rows.declaration)
        number = of_the_name.index(rows.declaration)
        return f"{rows.name()} #{number + 1}" if number else rows.name()
