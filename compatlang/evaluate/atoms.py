"""What a snapshot answers to the atoms of a decision graph, one at a time.

This is the plain meaning of the entries of `ir`; evaluators ask it about what they have not seen before and remember the
answer. It never looks at the typed tree, so that the reference evaluator can be its judge.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import assert_never

from compatlang.decision.graph import (
    ABSENT,
    NO,
    UNKNOWN,
    UNPARSABLE,
    UNREPORTED,
    YES,
    Graph,
    Named,
    Ordered,
    Question,
    Variable,
)
from compatlang.evaluate.lookup import Index
from compatlang.evaluate.observe import Absent, Counted, Known, Observation, Unparsable, Unreported
from compatlang.ir import model as ir
from compatlang.ir.accepted import Accepted
from compatlang.snapshot import Instance, Section, Snapshot
from compatlang.values import scalar
from compatlang.values.interval import IntervalSet
from compatlang.values.scalar import Key, ScalarType
from compatlang.values.text import glob_matches, regex_matches

_ABSENT = Absent()
_UNREPORTED = Unreported("")


class Atoms:
    """Answers the atoms of one graph on any snapshot."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._indexes: dict[str, Index] = {}

    def state(self, variable: Variable, snapshot: Snapshot) -> int:
        """The state that a snapshot puts a variable into."""
        match variable:
            case Question(condition):
                return self.truth(condition, snapshot)
            case Ordered() | Named():
                return _cell(variable, self.observe(variable.value, snapshot))
        assert_never(variable)

    # Values

    def observe(self, value: ir.ValueRef, snapshot: Snapshot, instance: Instance | None = None) -> Observation:
        """What a snapshot says of a value."""
        match self._graph.values[value]:
            case ir.Constant(type_, text):
                return _read(type_, text)
            case ir.Element(type_, domain, name):
                return _element(snapshot.sections.get(domain), name, type_)
            case ir.Attribute(type_, _, name):
                assert instance is not None, "an attribute stands only inside a quantifier"
                found = instance.get(name)
                return _ABSENT if found is None else _read(type_, found)
            case ir.Declared(type_, path):
                observed = self._declared(path, snapshot)
                return _read(type_, observed.text) if isinstance(observed, Known | Unparsable) else observed
            case ir.Coalesce(_, operands):
                for operand in operands[:-1]:
                    observed = self.observe(operand, snapshot, instance)
                    if not isinstance(observed, Absent):
                        return observed
                return self.observe(operands[-1], snapshot, instance)
            case ir.Join(parts):
                return _join([self.observe(each, snapshot, instance) for each in parts])
            case ir.Count(domain, condition):
                return self._count(domain, condition, snapshot)
            case other:
                assert_never(other)

    def _declared(self, path: str, snapshot: Snapshot) -> Observation:
        feature = self._graph.features[path]
        given = snapshot.given.get(path)
        if given is not None:
            if given.state == "known":
                return _read(feature.type, given.text)
            return _ABSENT if given.state == "absent" else _UNREPORTED
        observed = self.observe(feature.value, snapshot)
        return _UNREPORTED if isinstance(observed, Absent) and not feature.closed else observed

    def _count(self, domain: str, condition: ir.ConditionRef, snapshot: Snapshot) -> Observation:
        section = snapshot.sections.get(domain)
        if section is None or section.instances is None:
            return Counted(0, None)
        answers = [self.truth(condition, snapshot, each) for each in section.instances]
        return Counted(answers.count(YES), None if section.partial else len(answers) - answers.count(NO))

    # Conditions

    def truth(self, condition: ir.ConditionRef, snapshot: Snapshot, instance: Instance | None = None) -> int:
        """Whether a condition holds."""
        match self._graph.conditions[condition]:
            case ir.Truth(value):
                return YES if value else NO
            case ir.And(operands):
                return min((self.truth(each, snapshot, instance) for each in operands), default=YES)
            case ir.Or(operands):
                return max((self.truth(each, snapshot, instance) for each in operands), default=NO)
            case ir.Not(operand):
                return YES - self.truth(operand, snapshot, instance)
            case ir.Member(value, accepted, absent):
                return member(self.observe(value, snapshot, instance), accepted, absent=absent)
            case ir.Like(value, glob):
                return _asked(self.observe(value, snapshot, instance), lambda text: glob_matches(glob, text))
            case ir.Matches(value, regex):
                return _asked(self.observe(value, snapshot, instance), lambda text: regex_matches(regex, text))
            case ir.Compare(operator, left, right):
                return _compare(
                    operator, self.observe(left, snapshot, instance), self.observe(right, snapshot, instance)
                )
            case ir.Flag(domain, name):
                return flag(snapshot.sections.get(domain), name)
            case ir.Named(domain, name):
                section = snapshot.sections.get(domain)
                attributes = section.attributes if section is not None else None
                return YES if attributes is not None and name in attributes else flag(section, name)
            case ir.Reported(domain, kind):
                section = snapshot.sections.get(domain)
                return YES if section is not None and section.has(kind) else NO
            case ir.Present(value):
                return _present(self.observe(value, snapshot, instance))
            case ir.Exists(domain, inner):
                return self._exists(snapshot.sections.get(domain), inner, snapshot)
            case ir.Lookup(table, values):
                return self._lookup(table, [self.observe(each, snapshot, instance) for each in values])
            case other:
                assert_never(other)

    def _exists(self, section: Section | None, condition: ir.ConditionRef, snapshot: Snapshot) -> int:
        if section is None or section.instances is None:
            return UNKNOWN
        floor = UNKNOWN if section.partial else NO
        return max((self.truth(condition, snapshot, each) for each in section.instances), default=NO) or floor

    def _lookup(self, table: str, observed: list[Observation]) -> int:
        index = self._indexes.get(table)
        if index is None:
            index = self._indexes[table] = Index(self._graph.tables[table])
        answers = (
            min(
                (member(each, cell) for each, cell in zip(observed, row, strict=True) if cell is not None),
                default=YES,
            )
            for row in index.candidates([each.key if isinstance(each, Known) else None for each in observed])
        )
        return max(answers, default=NO)


def _cell(variable: Ordered | Named, observed: Observation) -> int:
    match observed:
        case Known(_, key):
            if isinstance(variable, Ordered):
                return variable.states[bisect_right(variable.cuts, key)]
            return variable.states.get(key, variable.other)
        case Absent():
            return ABSENT
        case Unparsable():
            return UNPARSABLE
        case Unreported():
            return UNREPORTED
        case Counted():
            raise AssertionError("counts are asked as questions")
    assert_never(observed)


def flag(section: Section | None, name: str) -> int:
    """Whether a section has a flag."""
    if section is None or section.flags is None:
        return UNKNOWN
    if name in section.flags:
        return YES
    return UNKNOWN if section.partial else NO


def member(observed: Observation, accepted: Accepted, *, absent: bool = False) -> int:
    """Whether what was observed is in a set; of a count that is known by its bounds, whether all or none of it is."""
    match observed:
        case Known(_, key):
            return YES if key in accepted else NO
        case Absent():
            return YES if absent else NO
        case Unreported() | Unparsable():
            return UNKNOWN
        case Counted(certain, possible):
            assert isinstance(accepted, IntervalSet), "counts are numbers"
            counts = IntervalSet([(certain, None if possible is None else possible + 1)])
            if not counts - accepted:
                return YES
            return UNKNOWN if counts & accepted else NO
    assert_never(observed)


def _element(section: Section | None, name: str, type_: ScalarType) -> Observation:
    if section is None or not section.has("attributes"):
        return _UNREPORTED
    text = section.attributes.get(name) if section.attributes is not None else None
    if text is not None:
        return _read(type_, text)
    return _UNREPORTED if section.partial else _ABSENT


def _read(type_: ScalarType, text: str) -> Observation:
    key = scalar.parse(type_, text)
    return Unparsable(text, type_) if key is None else Known(text, key)


def _join(parts: list[Observation]) -> Observation:
    """Only the whole has to parse. Unreported if any part is, else absent if any is."""
    if any(isinstance(each, Unreported) for each in parts):
        return _UNREPORTED
    texts = [each.text for each in parts if isinstance(each, Known | Unparsable)]
    if len(texts) < len(parts):
        return _ABSENT
    while texts and not texts[-1]:
        texts.pop()
    return _read("version", ".".join(texts))


def _asked(observed: Observation, question: Callable[[str], bool]) -> int:
    match observed:
        case Known(text, _):
            return YES if question(text) else NO
        case Absent():
            return NO
        case _:
            return UNKNOWN


def _present(observed: Observation) -> int:
    match observed:
        case Absent():
            return NO
        case Unreported():
            return UNKNOWN
        case _:
            return YES


def _compare(operator: ir.CompareOperator, left: Observation, right: Observation) -> int:
    """Key against key; of numbers that are known by their bounds, whether all that are possible agree."""
    if isinstance(left, Absent) or isinstance(right, Absent):
        return NO
    lower, upper = _bounds(left), _bounds(right)
    if lower is None or upper is None:
        return UNKNOWN
    match operator:
        case "==":
            if lower[0] == lower[1] == upper[0] == upper[1]:
                return YES
            return NO if _below(lower[1], upper[0]) or _below(upper[1], lower[0]) else UNKNOWN
        case "<":
            return _ordered(lower, upper)
        case ">":
            return _ordered(upper, lower)
        case ">=":
            return YES - _ordered(lower, upper)
        case "<=":
            return YES - _ordered(upper, lower)
    assert_never(operator)


def _ordered(lower: tuple[Key, Key], upper: tuple[Key, Key]) -> int:
    """Whether the first is certainly, possibly or never less."""
    if lower[1] < upper[0]:
        return YES
    return UNKNOWN if lower[0] < upper[1] else NO


def _bounds(observed: Observation) -> tuple[Key, Key] | None:
    match observed:
        case Known(_, key):
            return key, key
        case Counted(certain, possible):
            return certain, float("inf") if possible is None else possible
        case _:
            return None


def _below(first: Key, second: Key) -> bool:
    """Less, for any keys of one type; of types without an order, different."""
    return bool(first != second if isinstance(first, str | bool) else first < second)
