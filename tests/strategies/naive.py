"""What a policy text means, written a second time and as plainly as can be.

It reads the syntax tree alone: neither the checker nor an evaluator of compatlang has a part in it. An answer is True, False
or None for unknown. It knows the features of `universe` and files without imports, and asks the value types, which have
properties of their own, only for keys and for the intervals of version literals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from compatlang.snapshot import Section, Snapshot
from compatlang.source import SourceFile
from compatlang.syntax import ast, parse
from compatlang.values import scalar
from compatlang.values.scalar import ScalarType
from tests.strategies import universe

Answer = bool | None


@dataclass(frozen=True)
class Seen:
    """What is known of a value: `there` is None where it is not known whether it is. `text` is None where it is not known."""

    type: ScalarType
    there: bool | None
    text: str | None = None
    between: tuple[int, float] | None = None
    """Of a count, its least and its greatest value."""
    number: int | None = None
    """Of one of the numbers that a count may be, which."""

    @property
    def key(self) -> Any:
        """What it compares by, None where it does not parse."""
        return self.number if self.text is None else scalar.parse(self.type, self.text)


def all_of(answers: Iterable[Answer]) -> Answer:
    """No if one is, else unknown if one is, else yes."""
    found = list(answers)
    return False if False in found else None if None in found else True


def any_of(answers: Iterable[Answer]) -> Answer:
    """Yes if one is, else unknown if one is, else no."""
    found = list(answers)
    return True if True in found else None if None in found else False


def opposite(answer: Answer) -> Answer:
    """Yes for no, no for yes."""
    return None if answer is None else not answer


@dataclass(frozen=True)
class Place:
    """What names mean where a condition stands."""

    parameters: Mapping[str, Seen] = field(default_factory=dict)
    domain: str = ""
    alias: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


class File:
    """A file without imports, and the declarations in it by name."""

    def __init__(self, text: str) -> None:
        self.text = text
        tree, diagnostics = parse(SourceFile("naive", text))
        assert not diagnostics, diagnostics
        self.lets = {each.name.text: each.pattern for each in tree.items if isinstance(each, ast.Let)}
        self.tables = {each.name.text: each for each in tree.items if isinstance(each, ast.Table)}
        self.rules = {each.name.text: each for each in tree.items if isinstance(each, ast.Rule)}
        self.policies = {each.name.text: each for each in tree.items if isinstance(each, ast.Policy)}
        self.features = {str(each.path): each for each in tree.items if isinstance(each, ast.Feature)}

    def literal(self, node: ast.Expression | ast.Pattern) -> ast.Literal:
        """A literal, perhaps through the names of `let`s."""
        while isinstance(node, ast.Path):
            node = self.lets[str(node)]
        assert isinstance(
            node, ast.String | ast.Integer | ast.Id | ast.Boolean | ast.Quantity | ast.Version | ast.Series
        )
        return node


def text_of(node: ast.Literal) -> str:
    """A literal as a snapshot would write it."""
    if isinstance(node, ast.String):
        return node.value
    return str(node.value).lower() if isinstance(node, ast.Boolean) else node.text


_LITERALS = (ast.String, ast.Integer, ast.Id, ast.Boolean, ast.Quantity, ast.Version, ast.Series)


class Naive:
    """The meaning of one file on one snapshot."""

    def __init__(self, file: File, snapshot: Snapshot) -> None:
        self.file = file
        self.snapshot = snapshot

    # Conditions

    def ask(self, node: ast.Expression, place: Place) -> Answer:
        """Whether a condition holds."""
        match node:
            case ast.Parenthesized(inner):
                return self.ask(inner, place)
            case ast.Boolean(value):
                return value
            case ast.And(operands):
                return self.block(operands, place)
            case ast.Or(operands):
                return any_of(self.ask(each, place) for each in operands)
            case ast.Not(operand):
                return opposite(self.ask(operand, place))
            case ast.Group(kind, operands):
                answers = [self.ask(each, place) for each in operands]
                return all_of(answers) if kind == "all" else self._any_or_none(kind, answers)
            case ast.Compare(operator, left, right):
                return self._compare(operator, left, right, place)
            case ast.In(subject, pattern, negated):
                answer = self.admitted(self.value(subject, place), pattern)
                return opposite(answer) if negated else answer
            case ast.Has(subject, names, any_):
                flags = [flag for name in names for flag in self._flags(name)]
                answers = [self.flag(str(subject), flag) for flag in flags]
                return any_of(answers) if any_ else all_of(answers)
            case ast.Like(subject, glob):
                return self._asked(self.value(subject, place), _glob(glob.value))
            case ast.Matches(subject, regex):
                return self._asked(self.value(subject, place), re.compile(regex.value.replace("$", r"\Z")))
            case ast.Is(subject, state):
                return self._is(subject, state, place)
            case ast.Quantifier(kind, domain, alias, inner_conditions):
                answers, complete = self._instances(str(domain), alias, inner_conditions, place)
                answers += [None] * (not complete)  # perhaps one more instance, and perhaps it would decide
                return all_of(answers) if kind == "all" else self._any_or_none(kind, answers)
            case ast.Call(callee, given):
                if str(callee) in self.file.tables:
                    return self._table(self.file.tables[str(callee)], given, place)
                rule = self.file.rules[str(callee)]
                return self.block(rule.conditions, Place(self.arguments(rule.parameters, given, place)))
            case _:
                return self._equal(self.value(node, place), "true")

    def block(self, nodes: Sequence[ast.Expression], place: Place) -> Answer:
        """Whether all conditions of a block hold."""
        return all_of(self.ask(each, place) for each in nodes)

    @staticmethod
    def _any_or_none(kind: str, answers: list[Answer]) -> Answer:
        return any_of(answers) if kind == "any" else opposite(any_of(answers))

    def _instances(
        self, domain: str, alias: ast.Name | None, conditions: Sequence[ast.Expression], place: Place
    ) -> tuple[list[Answer], bool]:
        """The answers of the instances that were seen, and whether these are all that there are."""
        section = self.snapshot.sections.get(domain)
        if section is None or section.instances is None:
            return [], False
        inside = [Place(place.parameters, domain, alias.text if alias else "", each) for each in section.instances]
        return [self.block(conditions, each) for each in inside], not section.partial

    def _table(self, table: ast.Table, given: Sequence[ast.Argument], place: Place) -> Answer:
        """An *or* of the rows, each an *and* of its cells."""
        names = [each.name.text for each in table.columns]
        types = {each.name.text: _type(each.type) for each in table.columns}
        asked: dict[str, Seen] = {}
        for index, argument in enumerate(given):
            name = argument.name.text if argument.name is not None else names[index]
            asked[name] = self.value(argument.value, place, types[name])
        return any_of(
            all_of(
                isinstance(cell, ast.Wildcard) or self.admitted(asked[name], cell)
                for name, cell in zip(names, row.cells, strict=True)
                if name in asked
            )
            for row in table.rows
        )

    def arguments(
        self, parameters: Sequence[ast.Parameter], given: Sequence[ast.Argument], place: Place
    ) -> dict[str, Seen]:
        """The value of each parameter of a rule or policy."""
        types = {each.name.text: _type(each.type) for each in parameters}
        nodes = argument_nodes(parameters, given)
        return {name: self.value(node, place, types[name]) for name, node in nodes.items()}

    # Questions

    def _compare(self, operator: str, left: ast.Expression, right: ast.Expression, place: Place) -> Answer:
        if operator == "!=":
            return opposite(self._compare("==", left, right, place))
        if self._is_constant(left, place):
            flipped = {"==": "==", "<": ">", "<=": ">=", ">": "<", ">=": "<="}[operator]
            left, right, operator = right, left, flipped
        seen = self.value(left, place)
        if not self._is_constant(right, place):
            return self._compare_values(operator, seen, self.value(right, place))
        literal = self.file.literal(_unwrapped(right))
        if operator == "==":
            return self._equal(seen, text_of(literal))
        return self._beyond(operator, seen, text_of(literal))

    def _is_constant(self, node: ast.Expression, place: Place) -> bool:
        node = _unwrapped(node)
        return isinstance(node, _LITERALS) or (isinstance(node, ast.Path) and str(node) in self.file.lets)

    @staticmethod
    def _compare_values(operator: str, left: Seen, right: Seen) -> Answer:
        if left.there is False or right.there is False:
            return False
        if left.between is None and right.between is None:
            if left.key is None or right.key is None:
                return None
            return bool(_compared(operator, left.key, right.key))
        answers = {
            _compared(operator, one, other)
            for one in _numbers(left)
            for other in _numbers(right)
            if one is not None and other is not None
        }
        if None in _numbers(left) or None in _numbers(right):
            return None
        return answers.pop() if len(answers) == 1 else None

    def _equal(self, seen: Seen, text: str) -> Answer:
        if seen.type in scalar.ORDERED_TYPES:
            return self._within(seen, _ends(seen.type, text))
        if seen.there is False:
            return False
        return None if seen.key is None else bool(seen.key == scalar.parse(seen.type, text))

    def _beyond(self, operator: str, seen: Seen, text: str) -> Answer:
        low, high = _ends(seen.type, text)
        ends = {"<": (None, low), "<=": (None, high), ">": (high, None), ">=": (low, None)}
        return self._within(seen, ends[operator])

    @staticmethod
    def _within(seen: Seen, ends: tuple[Any, Any]) -> Answer:
        low, high = ends
        if seen.there is False:
            return False
        if seen.between is not None:
            answers = {(low is None or low <= each) and (high is None or each < high) for each in _numbers(seen)}
            return answers.pop() if len(answers) == 1 else None
        if seen.key is None:
            return None
        return (low is None or bool(low <= seen.key)) and (high is None or bool(seen.key < high))

    def admitted(self, seen: Seen, pattern: ast.Pattern) -> Answer:
        """Whether a pattern admits a value."""
        if seen.between is not None:  # every number that it may be, by itself
            answers = {self.admitted(Seen("int", True, number=each), pattern) for each in _numbers(seen)}
            return answers.pop() if len(answers) == 1 else None
        match pattern:
            case ast.Path():
                return self.admitted(seen, self.file.lets[str(pattern)])
            case ast.SetOf(members):
                if seen.there is False:
                    return False
                if seen.key is None:
                    return None
                return any_of(self.admitted(seen, each) for each in members)
            case ast.Bound(operator, operand):
                return self._beyond(operator, seen, text_of(self.file.literal(operand)))
            case ast.Range(low, high, half_open):
                start = _ends(seen.type, text_of(self.file.literal(low)))[0]
                end = _ends(seen.type, text_of(self.file.literal(high)))
                return self._within(seen, (start, end[0] if half_open else end[1]))
            case ast.Wildcard():
                return True
            case _:
                return self._equal(seen, text_of(pattern))

    @staticmethod
    def _asked(seen: Seen, expression: re.Pattern[str]) -> Answer:
        if seen.there is False:
            return False
        return None if seen.text is None else expression.search(seen.text) is not None

    def _flags(self, node: ast.Pattern) -> list[str]:
        if isinstance(node, ast.Path):
            return self._flags(self.file.lets[str(node)])
        if isinstance(node, ast.SetOf):
            return [flag for each in node.members for flag in self._flags(each)]
        assert isinstance(node, ast.String)
        return [node.value]

    def flag(self, domain: str, name: str) -> Answer:
        """Whether a domain has a flag."""
        section = self.snapshot.sections.get(domain)
        if section is None or section.flags is None:
            return None
        return True if name in section.flags else None if section.partial else False

    def _is(self, subject: ast.Expression, state: str, place: Place) -> Answer:
        subject = _unwrapped(subject)
        if state == "missing":
            return opposite(self._is(subject, "present", place))
        if state == "reported":
            section = self.snapshot.sections.get(str(subject))
            return section is not None and section.has(universe.DOMAINS[str(subject)].kind)
        if isinstance(subject, ast.Path) and subject.segments[0].text != place.alias:
            domain, name = _element(subject)
            if name and universe.DOMAINS[domain].kind == "flags":
                section = self.snapshot.sections.get(domain, Section())
                return any_of([self.flag(domain, name), name in (section.attributes or {})])
        return self.value(subject, place).there

    # Values

    def value(self, node: ast.Expression, place: Place, wanted: ScalarType | None = None) -> Seen:
        """What is known of a value; `wanted` is what a literal becomes, and what a declared feature reads strings as."""
        match node:
            case ast.Parenthesized(inner):
                return self.value(inner, place, wanted)
            case ast.Coalesce(left, right):
                first = self.value(left, place, wanted)
                return first if first.there is not False else self.value(right, place, wanted or first.type)
            case ast.Count(domain, alias, conditions):
                answers, complete = self._instances(str(domain), alias, conditions, place)
                most = len(answers) - answers.count(False) if complete else float("inf")
                return Seen("int", True, between=(answers.count(True), most))
            case ast.Call(_, parts):
                return self._joined([self.value(each.value, place) for each in parts])
            case ast.Path():
                return self._named(node, place, wanted)
            case _:
                literal = self.file.literal(node)
                return Seen(wanted or _natural(literal), True, text_of(literal))

    @staticmethod
    def _joined(parts: Sequence[Seen]) -> Seen:
        if any(each.there is None for each in parts):
            return Seen("version", None)
        if any(each.there is False for each in parts):
            return Seen("version", False)
        return Seen("version", True, re.sub(r"\.+\Z", "", ".".join(each.text or "" for each in parts)))

    def _named(self, path: ast.Path, place: Place, wanted: ScalarType | None) -> Seen:
        written = str(path)
        if written in place.parameters:
            return place.parameters[written]
        if written in self.file.lets:
            literal = self.file.literal(path)
            return Seen(wanted or _natural(literal), True, text_of(literal))
        first, rest = path.segments[0].text, path.segments[1:]
        if place.domain and (not rest or first == place.alias):
            name = path.segments[-1].text
            text = place.attributes.get(name)
            return Seen(universe.DOMAINS[place.domain].elements[name], text is not None, text)
        if written in self.file.features:
            return self._feature(written, wanted)
        domain, name = _element(path)
        type_ = universe.DOMAINS[domain].elements[name]
        section = self.snapshot.sections.get(domain)
        if section is None or (section.attributes is None and section.flags is None):
            return Seen(type_, None)
        text = (section.attributes or {}).get(name)
        return Seen(type_, True if text is not None else None if section.partial else False, text)

    def _feature(self, path: str, wanted: ScalarType | None) -> Seen:
        feature = self.file.features[path]
        type_ = _type(feature.type)
        given = self.snapshot.given.get(path)
        if given is not None:
            there = {"known": True, "absent": False, "unreported": None}[given.state]
            return Seen(type_, there, given.text if there else None)
        seen = self.value(feature.value, Place(), type_)
        if seen.there is False and not feature.closed:
            return Seen(type_, None)
        return Seen(type_, seen.there, seen.text)


def argument_nodes(parameters: Sequence[ast.Parameter], given: Sequence[ast.Argument]) -> dict[str, ast.Expression]:
    """What stands for each parameter: what is given by name or position, else its default."""
    found: dict[str, ast.Expression] = {each.name.text: each.default for each in parameters if each.default is not None}
    for position, argument in enumerate(given):
        name = argument.name.text if argument.name is not None else parameters[position].name.text
        found[name] = argument.value
    return {each.name.text: found[each.name.text] for each in parameters}


def _element(path: ast.Path) -> tuple[str, str]:
    """A domain, and the rest of a path into it; a bare one means its default element."""
    names = [each.text for each in path.segments]
    domain = ".".join(names[:2])
    if domain not in universe.DOMAINS:
        return "", ""
    return domain, ".".join(names[2:]) or universe.DOMAINS[domain].default


def _unwrapped(node: ast.Expression) -> ast.Expression:
    return _unwrapped(node.inner) if isinstance(node, ast.Parenthesized) else node


def _type(name: ast.Name) -> ScalarType:
    return next(each for each in scalar.SCALAR_TYPES if each == name.text)


def _natural(literal: ast.Literal) -> ScalarType:
    names: dict[type, ScalarType] = {
        ast.String: "string",
        ast.Integer: "int",
        ast.Id: "id",
        ast.Boolean: "bool",
        ast.Quantity: "quantity",
        ast.Version: "version",
    }
    return names[type(literal)]


def _ends(type_: ScalarType, text: str) -> tuple[Any, Any]:
    bounds = scalar.literal_bounds(type_, text)
    assert bounds is not None
    return bounds


_GREAT = (*range(12), 2**63 - 2, 2**63 - 1, 10**30)
"""Numbers on either side of every literal, and beyond all of them: what holds of these of a count without end holds of all."""


def _numbers(seen: Seen) -> list[Any]:
    """The numbers that a value may be, enough of them; None where nothing is known of it."""
    if seen.between is None:
        return [seen.key]
    low, high = seen.between
    return [each for each in _GREAT if low <= each] if high == float("inf") else list(range(low, int(high) + 1))


def _compared(operator: str, left: Any, right: Any) -> bool:
    match operator:
        case "==":
            return bool(left == right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case _:
            return bool(left >= right)


def _glob(glob: str) -> re.Pattern[str]:
    parts = {"*": ".*", "?": "."}
    return re.compile(r"\A" + "".join(parts.get(each) or re.escape(each) for each in glob) + r"\Z", re.DOTALL)


# Policies

Symbols = tuple[tuple[str, str], ...]
"""What the parameters of a policy stand for, by name: the text of a literal, or the path of a feature."""


@dataclass(frozen=True)
class Found:
    """A statement and what became of it."""

    kind: str
    weight: int
    answer: Answer


@dataclass(frozen=True)
class Alternative:
    """A profile and what stands in it."""

    weight: int
    tag: str
    statements: tuple[Found, ...]


@dataclass(frozen=True)
class Meaning:
    """What a policy comes to: its statements outside profiles, and its groups of profiles."""

    statements: tuple[Found, ...]
    groups: tuple[tuple[Alternative, ...], ...]


@dataclass(frozen=True)
class _Where:
    """A policy that is being read: what its parameters mean and stand for, and the `when`s around."""

    policy: str
    place: Place
    symbols: Symbols
    guards: tuple[object, ...] = ()
    guard: Answer = True


_Statements = dict[tuple[object, ...], Found]
"""Statements by what makes them one, however often they are included: policy, arguments, the `when`s around, and name."""


class Reader:
    """Reads a policy with everything that it includes."""

    def __init__(self, file: File, snapshot: Snapshot) -> None:
        self.file = file
        self.naive = Naive(file, snapshot)
        self._groups: dict[tuple[object, ...], dict[str, Alternative]] = {}

    def read(self, policy: str) -> Meaning:
        """The meaning of a policy that takes no arguments."""
        statements: _Statements = {}
        self._policy(_Where(policy, Place(), ()), statements)
        return Meaning(tuple(statements.values()), tuple(tuple(each.values()) for each in self._groups.values()))

    def _policy(self, where: _Where, into: _Statements) -> None:
        declared = self.file.policies[where.policy]
        self._block(declared.statements, where, into)
        for each in declared.statements:
            if isinstance(each, ast.Profile):
                inside: _Statements = {}
                self._block(each.statements, where, inside)
                tag = each.tag.value if each.tag is not None else ""
                group = self._groups.setdefault((where.policy, where.symbols), {})
                group[each.name.text] = Alternative(int(each.weight.text), tag, tuple(inside.values()))

    def _block(self, statements: Sequence[ast.Statement], where: _Where, into: _Statements) -> None:
        for each in statements:
            key = (where.policy, where.symbols, where.guards)
            match each:
                case ast.Requirement(kind, name, conditions):
                    answer = self.naive.block(conditions, where.place)
                    answer = opposite(answer) if kind == "forbid" else answer
                    into[(*key, name.text)] = Found(kind, 0, any_of([opposite(where.guard), answer]))
                case ast.Preference(name, weight, conditions):
                    answer = all_of([where.guard, self.naive.block(conditions, where.place)])
                    into[(*key, name.text)] = Found("prefer", int(weight.text), answer)
                case ast.When(condition, inner):
                    guard = all_of([where.guard, self.naive.ask(condition, where.place)])
                    guards = (*where.guards, (condition, where.symbols))
                    self._block(inner, replace(where, guards=guards, guard=guard), into)
                case ast.Include(call):
                    self._policy(self._included(call, where), into)

    def _included(self, call: ast.Call, where: _Where) -> _Where:
        policy = str(call.callee)
        parameters = self.file.policies[policy].parameters
        given = self.naive.arguments(parameters, call.arguments, where.place)
        nodes = argument_nodes(parameters, call.arguments)
        symbols = tuple((name, self._symbol(node, where)) for name, node in nodes.items())
        return replace(where, policy=policy, place=Place(given), symbols=symbols)

    def _symbol(self, node: ast.Expression, where: _Where) -> str:
        if not isinstance(node, ast.Path) or str(node) in self.file.lets:
            return f"literal {text_of(self.file.literal(node))}"
        return dict(where.symbols).get(str(node), str(node))
