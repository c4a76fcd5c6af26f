"""The typed tree in a bundle: written as it is, and looked through before anything walks it.

What is looked at is what the reference evaluator, lowering and explanations rely on: names that are there, types that fit,
literals that parse, calls that come to an end, and spans that lie within their texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, NoReturn, assert_never

import msgspec

from compatlang import limits
from compatlang.bundle.reached import spans
from compatlang.decision.keys import UnsoundError
from compatlang.source import SourceFile
from compatlang.typed import tree as typed
from compatlang.values import pattern, scalar
from compatlang.values.pattern import Pattern
from compatlang.values.scalar import ScalarType
from compatlang.values.text import regex_error

_CALL = 4
"""What a call adds to the nesting."""

_ENCODER = msgspec.json.Encoder(order="deterministic")


def encode(program: typed.Program) -> bytes:
    """The program as JSON."""
    return _ENCODER.encode(program)


def decode(
    data: msgspec.Raw, sources: Mapping[str, SourceFile], declared: Sequence[str], evaluated: Sequence[str]
) -> typed.Program:
    """The program, if it can be evaluated, declares those policies and needs no argument for these. Raises `UnsoundError`."""
    try:
        program = msgspec.json.decode(data, type=typed.Program)
        check_spans(program, sources)
        _Checker(program).check(declared, evaluated)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnsoundError(str(error)) from error
    except RecursionError as error:
        raise UnsoundError("nested too deeply") from error
    return program


def check_spans(tree: msgspec.Struct, sources: Mapping[str, SourceFile]) -> None:
    """Every span of a tree lies within a text that is there. Raises `UnsoundError`."""
    for span in spans(tree):
        if span.file not in sources or not 0 <= span.start <= span.end <= len(sources[span.file].text):
            _refuse(f"a span lies outside of `{span.file}`")


class _Scope(NamedTuple):
    """What the parameters are, and of which domain there is an instance, if any."""

    parameters: Mapping[str, ScalarType]
    domain: str = ""


_NOTHING = _Scope({})


def _refuse(message: str) -> NoReturn:
    raise UnsoundError(message)


class _Checker:
    """Each declaration is looked at once, what it refers to before it."""

    def __init__(self, program: typed.Program) -> None:
        self._program = program
        self._depths: dict[tuple[str, str], int] = {}
        self._statements: dict[str, int] = {}
        self._counting: dict[str, bool] = {}
        self._open: set[tuple[str, str]] = set()
        self._depth = self._deepest = 0

    def check(self, declared: Sequence[str], evaluated: Sequence[str]) -> None:
        """Raises `UnsoundError` for the first thing that is wrong."""
        program = self._program
        if not all(each in program.policies for each in program.roots):
            _refuse("a policy is missing")
        roots = [program.policies[each] for each in program.roots]
        ready = [each.name for each in roots if all(parameter.default is not None for parameter in each.parameters)]
        if [each.name for each in roots] != list(declared) or ready != list(evaluated):
            _refuse("the program has other policies than the bundle")
        for table in program.tables.values():
            for row in table.rows:
                if len(row.cells) != len(table.columns):
                    _refuse(f"a row of the table `{table.name}` does not fit its columns")
                for cell, column in zip(row.cells, table.columns, strict=True):
                    self._pattern(cell, column.type)
        for path in program.features:
            self._declaration("feature", path)
        for name in program.rules:
            self._declaration("rule", name)
        for name in program.policies:
            self._declaration("policy", name)

    def _declaration(self, kind: str, name: str) -> None:
        """Look at a declaration as deep as it nests, and remember how deep that is."""
        key = (kind, name)
        if key in self._depths:
            self._reach(self._depths[key])
            return
        if key in self._open:
            _refuse(f"`{name}` refers to itself")
        self._open.add(key)
        outer = self._depth, self._deepest
        self._depth = self._deepest = 0
        match kind:
            case "feature":
                self._feature(name)
            case "rule":
                rule = self._found(self._program.rules, name)
                self._condition(rule.condition, _Scope(self._parameters(rule.parameters)))
            case _:
                policy = self._found(self._program.policies, name)
                self._statements[name] = self._block(policy.statements, _Scope(self._parameters(policy.parameters)))
        self._depths[key] = self._deepest
        self._depth, self._deepest = outer
        self._open.discard(key)
        self._reach(self._depths[key])

    def _reach(self, below: int) -> None:
        self._deepest = max(self._deepest, self._depth + below)
        if self._deepest > limits.BUNDLE_NESTING:
            _refuse(f"conditions nest more than {limits.BUNDLE_NESTING} deep")

    def _found(self, those: Mapping[str, Any], name: str) -> Any:
        return those[name] if name in those else _refuse(f"there is no `{name}`")

    def _feature(self, path: str) -> None:
        feature = self._found(self._program.features, path)
        self._value(feature.value, _NOTHING)
        self._counting[path] = self._counts(feature.value)

    def _counts(self, value: typed.Value) -> bool:
        """Whether a value may be known by its bounds only; features in it have been looked at."""
        match value:
            case typed.Count():
                return True
            case typed.Coalesce(operands, _):
                return any(self._counts(each) for each in operands)
            case typed.Feature(path, _):
                return self._counting[path]
            case _:
                return False

    def _parameters(self, declared: Sequence[typed.ParameterDeclaration]) -> dict[str, ScalarType]:
        for each in declared:
            if each.default is not None and self._value(each.default, _NOTHING) != each.type:
                _refuse(f"the default of `{each.name}` has another type")
        return {each.name: each.type for each in declared}

    # Statements

    def _block(self, statements: Sequence[typed.Statement], scope: _Scope) -> int:
        """How many statements a block has once includes are expanded."""
        self._depth += 1
        self._reach(0)
        count = sum(self._statement(each, scope) for each in statements)
        self._depth -= 1
        if count > limits.EXPANDED_STATEMENTS:
            _refuse(f"more than {limits.EXPANDED_STATEMENTS} statements once includes are expanded")
        return count

    def _statement(self, statement: typed.Statement, scope: _Scope) -> int:
        match statement:
            case typed.Requirement(_, _, condition):
                self._condition(condition, scope)
                return 1
            case typed.Preference(_, weight, condition):
                if not 1 <= weight <= limits.PREFERENCE_WEIGHT:
                    _refuse(f"a preference has the weight {weight}")
                self._condition(condition, scope)
                return 1
            case typed.When(condition, statements):
                self._condition(condition, scope)
                return self._block(statements, scope)
            case typed.Include(policy, arguments):
                return self._include(policy, arguments, scope)
            case typed.Profile(_, weight, _, statements):
                if not 0 <= weight <= limits.PROFILE_WEIGHT:
                    _refuse(f"a profile has the weight {weight}")
                return 1 + self._block(statements, scope)
        assert_never(statement)

    def _include(self, name: str, arguments: Sequence[typed.Value], scope: _Scope) -> int:
        policy = self._found(self._program.policies, name)
        for each in arguments:
            # A parameter is replaced by what it means only where it is the whole argument.
            self._value(each, scope if isinstance(each, typed.Parameter) else _NOTHING)
        self._arguments(name, arguments, [each.type for each in policy.parameters], scope)
        self._call("policy", name)
        return self._statements[name]

    def _call(self, kind: str, name: str) -> None:
        self._depth += _CALL
        self._declaration(kind, name)
        self._depth -= _CALL

    def _arguments(
        self, name: str, arguments: Sequence[typed.Value | None], types: Sequence[ScalarType], scope: _Scope
    ) -> None:
        if len(arguments) != len(types):
            _refuse(f"`{name}` is called with {len(arguments)} arguments")
        for argument, type_ in zip(arguments, types, strict=True):
            if argument is not None and self._value(argument, scope) != type_:
                _refuse(f"`{name}` is called with an argument of another type")

    # Conditions

    def _condition(self, condition: typed.Condition, scope: _Scope) -> None:
        self._depth += 1
        self._reach(0)
        self._inner(condition, scope)
        self._depth -= 1

    def _inner(self, condition: typed.Condition, scope: _Scope) -> None:
        match condition:
            case typed.Truth() | typed.Has() | typed.Reported() | typed.FlagPresent():
                pass
            case typed.And(operands) | typed.Or(operands):
                for each in operands:
                    self._condition(each, scope)
            case typed.Not(operand):
                self._condition(operand, scope)
            case typed.Test(subject, wanted, type_):
                self._expect(subject, type_, scope)
                self._pattern(wanted, type_)
            case typed.Compare(operator, left, right):
                type_ = self._value(left, scope)
                self._expect(right, type_, scope)
                if operator != "==" and type_ not in scalar.ORDERED_TYPES:
                    _refuse(f"a comparison of {type_} with `{operator}`")
            case typed.Like(subject):
                self._expect(subject, "string", scope)
            case typed.Matches(subject, regex):
                self._expect(subject, "string", scope)
                if regex_error(regex) is not None:
                    _refuse("a regular expression is unsound")
            case typed.Present(subject):
                self._value(subject, scope)
            case typed.Quantified(_, domain, inner):
                self._quantified(domain, inner, scope)
            case typed.RuleCall(name, arguments):
                rule = self._found(self._program.rules, name)
                self._arguments(name, arguments, [each.type for each in rule.parameters], scope)
                self._call("rule", name)
            case typed.TableCall(name, given):
                table = self._found(self._program.tables, name)
                self._arguments(name, given, [each.type for each in table.columns], scope)
            case _:
                assert_never(condition)

    def _quantified(self, domain: str, condition: typed.Condition, scope: _Scope) -> None:
        if scope.domain:
            _refuse("instances are asked about within a question about instances")
        self._condition(condition, scope._replace(domain=domain))

    # Values

    def _expect(self, value: typed.Value, type_: ScalarType, scope: _Scope) -> None:
        if self._value(value, scope) != type_:
            _refuse(f"a value is of another type than {type_}")

    def _value(self, value: typed.Value, scope: _Scope) -> ScalarType:
        """The type of a value."""
        self._depth += 1
        self._reach(0)
        type_ = self._type(value, scope)
        self._depth -= 1
        return type_

    def _type(self, value: typed.Value, scope: _Scope) -> ScalarType:
        match value:
            case typed.Constant(type_, text):
                if scalar.parse(type_, text) is None:
                    _refuse(f"{text!r:.40} is no {type_}")
                return type_
            case typed.Element(_, _, type_):
                return type_
            case typed.Attribute(domain, _, type_):
                if not domain or domain != scope.domain:
                    _refuse(f"an attribute of `{domain}` is asked for, and there is no instance")
                return type_
            case typed.Feature(path, type_):
                self._declaration("feature", path)
                if type_ != "int" and self._counting[path]:
                    _refuse(f"`{path}` counts, and is no {type_}")
                return type_
            case typed.Parameter(name, type_):
                if scope.parameters.get(name) != type_:
                    _refuse(f"there is no parameter `{name}` of type {type_}")
                return type_
            case typed.Coalesce(operands, type_):
                if not operands or any(self._value(each, scope) != type_ for each in operands):
                    _refuse("a choice between values of other types")
                return type_
            case typed.Join(parts):
                for each in parts:
                    self._value(each, scope)
                return "version"
            case typed.Count(domain, condition):
                self._quantified(domain, condition, scope)
                return "int"
        assert_never(value)

    def _pattern(self, wanted: Pattern, type_: ScalarType) -> None:
        ordered = type_ in scalar.ORDERED_TYPES
        match wanted:
            case pattern.Anything():
                texts: tuple[str, ...] = ()
            case pattern.AnyOf(members):
                self._depth += 1
                self._reach(0)
                for each in members:
                    self._pattern(each, type_)
                self._depth -= 1
                texts = ()
            case pattern.Literal(text):
                texts = (text,)
            case pattern.Bound(_, text):
                texts = (text,) if ordered else _refuse(f"a bound of {type_}")
            case pattern.Range(low, high):
                texts = (low, high) if ordered else _refuse(f"a range of {type_}")
        for text in texts:
            if (scalar.literal_bounds(type_, text) if ordered else scalar.parse(type_, text)) is None:
                _refuse(f"{text!r:.40} is no literal of type {type_}")
