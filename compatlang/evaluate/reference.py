"""The reference evaluator: the meaning of values and conditions, written plainly.

It walks the typed tree with three-valued logic and takes no shortcut that would need an argument. Every other evaluator
agrees with it on every input; explanations are made from it. What a policy makes of its conditions is in `verdict`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, assert_never

from compatlang.evaluate.observe import Absent, Counted, Known, Observation, Place, Unparsable, Unreported
from compatlang.snapshot import Instance, Section, Snapshot
from compatlang.typed import tree as typed
from compatlang.typed.expand import Frame
from compatlang.values import pattern, scalar
from compatlang.values.interval import IntervalSet
from compatlang.values.scalar import ScalarType
from compatlang.values.text import glob_matches, regex_matches
from compatlang.values.truth import Truth, conjunction, disjunction, negation


class Numbered(NamedTuple):
    """An instance and its place in its domain's list."""

    position: int
    attributes: Instance


class Environment(NamedTuple):
    """What names mean while a condition is evaluated: parameters, and the instance of the quantifier around."""

    parameters: Mapping[str, Observation]
    instance: Numbered | None = None


class Evaluator:
    """Answers conditions and values of one program on one snapshot."""

    def __init__(self, program: typed.Program, snapshot: Snapshot) -> None:
        self.program = program
        self.snapshot = snapshot
        self.unparsable: list[Unparsable] = []
        """Values that were asked for and do not parse, in the order of asking, perhaps repeated."""
        self._features: dict[str, Observation] = {}
        self._calls: dict[tuple[str, tuple[Observation, ...]], Truth] = {}
        self._frames: dict[int, tuple[Frame, Environment]] = {}

    def environment(self, frame: Frame) -> Environment:
        """The environment of a policy's statements."""
        found = self._frames.get(id(frame))
        if found is None:
            outside = Environment({})
            made = Environment({name: self.observe(value, outside) for name, value in frame.items()})
            found = self._frames[id(frame)] = (frame, made)
        return found[1]

    # Values

    def observe(self, value: typed.Value, environment: Environment) -> Observation:
        """What the snapshot says of a value."""
        observed = self._observe(value, environment)
        if isinstance(observed, Unparsable):
            self.unparsable.append(observed)
        return observed

    def _observe(self, value: typed.Value, environment: Environment) -> Observation:
        match value:
            case typed.Constant(type_, text):
                return _read(type_, text, None)
            case typed.Element(domain, name, type_):
                return self._element(domain, name, type_)
            case typed.Attribute(domain, name, type_):
                return _attribute(domain, name, type_, environment)
            case typed.Feature(path, type_):
                return _as_type(self._feature(path), type_)
            case typed.Parameter(name, _):
                return environment.parameters[name]
            case typed.Coalesce(operands, _):
                for operand in operands[:-1]:
                    observed = self.observe(operand, environment)
                    if not isinstance(observed, Absent):
                        return observed
                return self.observe(operands[-1], environment)
            case typed.Join(parts):
                return self._join(parts, environment)
            case typed.Count(domain, condition):
                return self._count(domain, condition, environment)
        assert_never(value)

    def _element(self, domain: str, name: str, type_: ScalarType) -> Observation:
        section = self.snapshot.sections.get(domain)
        if section is None or not section.has("attributes"):
            return Unreported(f"`{domain}` is not reported")
        text = (section.attributes or {}).get(name)
        if text is not None:
            return _read(type_, text, Place(domain, name))
        if section.partial:
            return Unreported(f"`{domain}` is only partly known")
        return Absent(Place(domain, name))

    def _feature(self, path: str) -> Observation:
        """A declared feature. Where its sources are all absent, it is unknown: an optional agent publishes them."""
        if path not in self._features:
            declaration = self.program.features[path]
            given = self.snapshot.given.get(path)
            if given is None:
                observed = self.observe(declaration.value, Environment({}))
                if isinstance(observed, Absent) and not declaration.closed:
                    observed = Unreported(f"nothing on the node publishes `{path}`")
            elif given.state == "known":
                observed = _read(declaration.type, given.text, Place(path, ""))
            elif given.state == "absent":
                observed = Absent(Place(path, ""))
            else:
                observed = Unreported(f"`{path}` is not reported")
            self._features[path] = observed
        return self._features[path]

    def _join(self, parts: Sequence[typed.Value], environment: Environment) -> Observation:
        observed = [self._observe(each, environment) for each in parts]  # only the whole has to parse
        for each in observed:
            if isinstance(each, Unreported):
                return each
        for each in observed:
            if isinstance(each, Absent):
                return each
        texts = [each.text for each in observed if isinstance(each, Known | Unparsable)]
        while texts and not texts[-1]:
            texts.pop()
        place = next((each.place for each in observed if isinstance(each, Known | Unparsable)), None)
        return _read("version", ".".join(texts), place)

    def _count(self, domain: str, condition: typed.Condition, environment: Environment) -> Observation:
        section = self.snapshot.sections.get(domain)
        if section is None or section.instances is None:
            return Counted(0, None)
        answers = [answer for _, answer in self.instances(section, condition, environment)]
        possible = sum(answer is not Truth.NO for answer in answers)
        return Counted(sum(answer is Truth.YES for answer in answers), None if section.partial else possible)

    def instances(
        self, section: Section, condition: typed.Condition, environment: Environment
    ) -> list[tuple[Numbered, Truth]]:
        """Each instance of a section, and whether the condition holds of it."""
        numbered = [Numbered(position, each) for position, each in enumerate(section.instances or ())]
        return [(each, self.condition(condition, Environment(environment.parameters, each))) for each in numbered]

    # Conditions

    def condition(self, condition: typed.Condition, environment: Environment) -> Truth:
        """Whether a condition holds."""
        match condition:
            case typed.Truth(value):
                return Truth.of(value)
            case typed.And(operands):
                return conjunction([self.condition(each, environment) for each in operands])
            case typed.Or(operands):
                return disjunction([self.condition(each, environment) for each in operands])
            case typed.Not(operand):
                return negation(self.condition(operand, environment))
            case typed.Test(subject, wanted, type_):
                return admits(self.observe(subject, environment), wanted, type_)
            case typed.Compare(operator, left, right):
                return compare(operator, self.observe(left, environment), self.observe(right, environment))
            case typed.Has(domain, names, any_):
                answers = [self.flag(domain, name) for name in names]
                return disjunction(answers) if any_ else conjunction(answers)
            case typed.Like(subject, glob):
                return _asked(self.observe(subject, environment), lambda text: glob_matches(glob, text))
            case typed.Matches(subject, regex):
                return _asked(self.observe(subject, environment), lambda text: regex_matches(regex, text))
            case typed.Reported(domain, kind):
                section = self.snapshot.sections.get(domain)
                return Truth.of(section is not None and section.has(kind))
            case typed.Present(subject):
                return present(self.observe(subject, environment))
            case typed.FlagPresent(domain, name):
                return self._flag_present(domain, name)
            case typed.Quantified(kind, domain, inner):
                return self._quantified(kind, domain, inner, environment)
            case typed.RuleCall(rule, arguments):
                return self._called(rule, self.call(rule, arguments, environment))
            case typed.TableCall(table, arguments):
                return self._table(self.program.tables[table], arguments, environment)
        assert_never(condition)

    def call(self, rule: str, arguments: Sequence[typed.Value], environment: Environment) -> Environment:
        """The environment of a rule's condition. The instance stays: a rule called in a quantifier has none of its own."""
        names = [each.name for each in self.program.rules[rule].parameters]
        observed = [self.observe(each, environment) for each in arguments]
        return Environment(dict(zip(names, observed, strict=True)), environment.instance)

    def _called(self, rule: str, environment: Environment) -> Truth:
        """A rule answers equal arguments equally, so it is asked once; else rules that call rules would multiply."""
        key = (rule, tuple(environment.parameters.values()))
        if key not in self._calls:
            self._calls[key] = self.condition(self.program.rules[rule].condition, environment)
        return self._calls[key]

    def flag(self, domain: str, name: str) -> Truth:
        """Whether a domain has a flag."""
        section = self.snapshot.sections.get(domain)
        if section is None or section.flags is None:
            return Truth.UNKNOWN
        if name in section.flags:
            return Truth.YES
        return Truth.UNKNOWN if section.partial else Truth.NO

    def _flag_present(self, domain: str, name: str) -> Truth:
        section = self.snapshot.sections.get(domain)
        attributes = section.attributes if section is not None else None
        return Truth.YES if attributes is not None and name in attributes else self.flag(domain, name)

    def _quantified(self, kind: str, domain: str, inner: typed.Condition, environment: Environment) -> Truth:
        section = self.snapshot.sections.get(domain)
        if section is None or section.instances is None:
            return Truth.UNKNOWN
        answers = [answer for _, answer in self.instances(section, inner, environment)]
        if section.partial:
            answers.append(Truth.UNKNOWN)  # an instance that was not seen may answer either way
        if kind == "all":
            return conjunction(answers)
        return disjunction(answers) if kind == "any" else negation(disjunction(answers))

    def _table(self, table: typed.Table, arguments: Sequence[typed.Value | None], environment: Environment) -> Truth:
        observed = [None if each is None else self.observe(each, environment) for each in arguments]
        return disjunction(self.row(table, row, observed) for row in table.rows)

    def row(self, table: typed.Table, row: typed.Row, observed: Sequence[Observation | None]) -> Truth:
        """Whether a row admits every argument that was given. Most rows of a table differ in the first, so one *no* ends it."""
        truth = Truth.YES
        for each, cell, column in zip(observed, row.cells, table.columns, strict=True):
            if each is not None and truth is not Truth.NO:
                truth = min(truth, admits(each, cell, column.type))
        return truth


def _read(type_: ScalarType, text: str, place: Place | None) -> Observation:
    key = scalar.parse(type_, text)
    return Unparsable(text, type_, place) if key is None else Known(text, key, place)


def _as_type(observed: Observation, type_: ScalarType) -> Observation:
    """A declared feature read as another type by the feature that it is a source of: its text is read again."""
    if isinstance(observed, Known | Unparsable):
        return _read(type_, observed.text, observed.place)
    return observed


def _attribute(domain: str, name: str, type_: ScalarType, environment: Environment) -> Observation:
    instance = environment.instance
    assert instance is not None, "an attribute stands only inside a quantifier"
    place = Place(domain, name, instance.position)
    text = instance.attributes.get(name)
    return Absent(place) if text is None else _read(type_, text, place)


def admits(observed: Observation, wanted: pattern.Pattern, type_: ScalarType) -> Truth:
    """Whether a pattern admits what was observed. `*` asks nothing."""
    if isinstance(wanted, pattern.Anything):
        return Truth.YES
    match observed:
        case Known(_, key):
            return Truth.of(pattern.admits(wanted, type_, key))
        case Absent():
            return Truth.NO
        case Unreported() | Unparsable():
            return Truth.UNKNOWN
        case Counted(certain, possible):
            accepted = pattern.interval_set(wanted, type_)
            counts = IntervalSet([(certain, None if possible is None else possible + 1)])
            if not counts - accepted:
                return Truth.YES
            return Truth.UNKNOWN if counts & accepted else Truth.NO
    assert_never(observed)


def compare(operator: typed.CompareOperator, left: Observation, right: Observation) -> Truth:
    """Key against key; no where either is absent, unknown where either is not known."""
    if isinstance(left, Absent) or isinstance(right, Absent):
        return Truth.NO
    if isinstance(left, Unreported | Unparsable) or isinstance(right, Unreported | Unparsable):
        return Truth.UNKNOWN
    if isinstance(left, Known) and isinstance(right, Known):
        return Truth.of(_COMPARISONS[operator](left.key, right.key))
    return _compare_bounds(operator, _bounds(left), _bounds(right))


_COMPARISONS: dict[typed.CompareOperator, Callable[[scalar.Key, scalar.Key], bool]] = {
    "==": lambda left, right: bool(left == right),
    "<": lambda left, right: bool(left < right),
    "<=": lambda left, right: bool(left <= right),
    ">": lambda left, right: bool(left > right),
    ">=": lambda left, right: bool(left >= right),
}


def _bounds(observed: Known | Counted) -> tuple[int, float]:
    if isinstance(observed, Known):
        return observed.key, observed.key
    return observed.certain, float("inf") if observed.possible is None else observed.possible


def _compare_bounds(operator: typed.CompareOperator, left: tuple[int, float], right: tuple[int, float]) -> Truth:
    """A comparison of numbers of which only the bounds are known: decided where all numbers within them agree."""
    match operator:
        case "<":
            return Truth.YES if left[1] < right[0] else Truth.NO if left[0] >= right[1] else Truth.UNKNOWN
        case "<=":
            return Truth.YES if left[1] <= right[0] else Truth.NO if left[0] > right[1] else Truth.UNKNOWN
        case ">":
            return _compare_bounds("<", right, left)
        case ">=":
            return _compare_bounds("<=", right, left)
        case "==":
            if left[0] == left[1] == right[0] == right[1]:
                return Truth.YES
            return Truth.NO if left[1] < right[0] or right[1] < left[0] else Truth.UNKNOWN
    assert_never(operator)


def _asked(observed: Observation, question: Callable[[str], bool]) -> Truth:
    match observed:
        case Known(text, _):
            return Truth.of(question(text))
        case Absent():
            return Truth.NO
        case _:
            return Truth.UNKNOWN


def present(observed: Observation) -> Truth:
    """Whether a value is there, whatever it is."""
    match observed:
        case Known() | Unparsable() | Counted():
            return Truth.YES
        case Absent():
            return Truth.NO
        case Unreported():
            return Truth.UNKNOWN
    assert_never(observed)
