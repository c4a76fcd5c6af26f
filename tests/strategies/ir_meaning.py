"""What the intermediate representation means, as plainly as can be: for tests, which hold it against the reference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compatlang.evaluate.observe import Absent, Counted, Known, Observation, Unparsable, Unreported
from compatlang.evaluate.reference import compare, present
from compatlang.ir import model as ir
from compatlang.ir.accepted import Accepted
from compatlang.snapshot import Instance, Snapshot
from compatlang.values import scalar
from compatlang.values.interval import IntervalSet
from compatlang.values.scalar import ScalarType
from compatlang.values.text import glob_matches, regex_matches
from compatlang.values.truth import Truth, conjunction, disjunction, negation


class Meaning:
    """The meaning of one `Ir` on one snapshot."""

    def __init__(self, program: ir.Ir, snapshot: Snapshot) -> None:
        self.program = program
        self.snapshot = snapshot
        self._outside: dict[ir.ConditionRef, Truth] = {}

    def statements(self, policy: str) -> list[Truth]:
        """The answers to all statements of a policy, those in profiles too, and whether each profile holds."""
        (found,) = (each for each in self.program.policies if each.name == policy)
        profiles = [profile for group in found.groups for profile in group.profiles]
        inner = [[(each, self.condition(each.condition)) for each in profile.statements] for profile in profiles]
        return [
            *(self.condition(each.condition) for each in found.statements),
            *(truth for answers in inner for _, truth in answers),
            *(conjunction(truth for each, truth in answers if each.kind == "require") for answers in inner),
        ]

    def condition(self, ref: ir.ConditionRef, instance: Instance | None = None) -> Truth:
        """Whether a condition holds, within a quantifier of an instance."""
        if instance is not None:
            return self._condition(ref, instance)
        if ref not in self._outside:
            self._outside[ref] = self._condition(ref, None)
        return self._outside[ref]

    def _condition(self, ref: ir.ConditionRef, instance: Instance | None) -> Truth:
        match self.program.conditions[ref]:
            case ir.Truth(value):
                return Truth.of(value)
            case ir.And(operands):
                return conjunction(self.condition(each, instance) for each in operands)
            case ir.Or(operands):
                return disjunction(self.condition(each, instance) for each in operands)
            case ir.Not(operand):
                return negation(self.condition(operand, instance))
            case ir.Member(value, accepted, absent):
                return _member(self.value(value, instance), accepted, absent)
            case ir.Like(value, glob):
                observed = self.value(value, instance)
                return _asked(observed, isinstance(observed, Known) and glob_matches(glob, observed.text))
            case ir.Matches(value, regex):
                observed = self.value(value, instance)
                return _asked(observed, isinstance(observed, Known) and regex_matches(regex, observed.text))
            case ir.Compare(operator, left, right):
                return compare(operator, self.value(left, instance), self.value(right, instance))
            case ir.Flag(domain, name):
                return self._flag(domain, name)
            case ir.Named(domain, name):
                section = self.snapshot.sections.get(domain)
                named = section is not None and name in (section.attributes or {})
                return Truth.YES if named else self._flag(domain, name)
            case ir.Reported(domain, kind):
                section = self.snapshot.sections.get(domain)
                return Truth.of(section is not None and section.has(kind))
            case ir.Present(value):
                return present(self.value(value, instance))
            case ir.Exists(domain, inner):
                answers = list(self._answers(domain, inner))
                section = self.snapshot.sections.get(domain)
                known = section is not None and section.instances is not None and not section.partial
                return disjunction(answers if known else [*answers, Truth.UNKNOWN])
            case ir.Lookup(table, values):
                observed_values = [self.value(each, instance) for each in values]
                return disjunction(
                    conjunction(
                        _member(observed, cell, absent=False)
                        for observed, cell in zip(observed_values, row, strict=True)
                        if cell is not None
                    )
                    for row in self.program.tables[table].rows
                )

    def _flag(self, domain: str, name: str) -> Truth:
        section = self.snapshot.sections.get(domain)
        if section is None or section.flags is None:
            return Truth.UNKNOWN
        if name in section.flags:
            return Truth.YES
        return Truth.UNKNOWN if section.partial else Truth.NO

    def _answers(self, domain: str, inner: ir.ConditionRef) -> Iterator[Truth]:
        section = self.snapshot.sections.get(domain)
        for each in (section.instances or ()) if section is not None else ():
            yield self.condition(inner, each)

    def value(self, ref: ir.ValueRef, instance: Instance | None = None) -> Observation:
        """What the snapshot says of a value."""
        match self.program.values[ref]:
            case ir.Constant(type_, text):
                return _read(type_, text)
            case ir.Element(type_, domain, name):
                return self._element(type_, domain, name)
            case ir.Attribute(type_, _, name):
                assert instance is not None
                return _read(type_, instance[name]) if name in instance else Absent()
            case ir.Declared(type_, path):
                observed = self._declared(path)
                return _read(type_, observed.text) if isinstance(observed, Known | Unparsable) else observed
            case ir.Coalesce(_, operands):
                observations = [self.value(each, instance) for each in operands]
                return next((each for each in observations if not isinstance(each, Absent)), Absent())
            case ir.Join(parts):
                return _joined([self.value(each, instance) for each in parts])
            case ir.Count(domain, condition):
                answers = list(self._answers(domain, condition))
                certain = answers.count(Truth.YES)
                section = self.snapshot.sections.get(domain)
                known = section is not None and section.instances is not None and not section.partial
                return Counted(certain, certain + answers.count(Truth.UNKNOWN) if known else None)

    def _element(self, type_: ScalarType, domain: str, name: str) -> Observation:
        section = self.snapshot.sections.get(domain)
        if section is None or not section.has("attributes"):
            return Unreported("")
        text = (section.attributes or {}).get(name)
        if text is None:
            return Unreported("") if section.partial else Absent()
        return _read(type_, text)

    def _declared(self, path: str) -> Observation:
        feature, given = self.program.features[path], self.snapshot.given.get(path)
        if given is None:
            observed = self.value(feature.value)
            return Unreported("") if isinstance(observed, Absent) and not feature.closed else observed
        states: Mapping[str, Observation] = {"absent": Absent(), "unreported": Unreported("")}
        return _read(feature.type, given.text) if given.state == "known" else states[given.state]


def _read(type_: ScalarType, text: str) -> Observation:
    key = scalar.parse(type_, text)
    return Unparsable(text, type_) if key is None else Known(text, key)


def _joined(parts: list[Observation]) -> Observation:
    for kind in (Unreported, Absent):
        for each in parts:
            if isinstance(each, kind):
                return each
    texts = [each.text for each in parts if isinstance(each, Known | Unparsable)]
    while texts and not texts[-1]:
        texts.pop()
    return _read("version", ".".join(texts))


def _member(observed: Observation, accepted: Accepted, absent: bool) -> Truth:
    match observed:
        case Known(_, key):
            return Truth.of(key in accepted)
        case Absent():
            return Truth.of(absent)
        case Counted(certain, possible):
            assert isinstance(accepted, IntervalSet)
            counts = IntervalSet([(certain, None if possible is None else possible + 1)])
            return Truth.UNKNOWN if counts - accepted and counts & accepted else Truth.of(not counts - accepted)
        case _:
            return Truth.UNKNOWN


def _asked(observed: Observation, answer: bool) -> Truth:
    return Truth.of(answer) if isinstance(observed, Known | Absent) else Truth.UNKNOWN
