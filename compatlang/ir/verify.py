"""What holds of every `Ir`, whichever pass made it. Tests ask between passes; a violation is a mistake of compatlang."""

from __future__ import annotations

from collections.abc import Iterator

from compatlang import limits
from compatlang.ir import model as ir
from compatlang.ir import references
from compatlang.ir.accepted import Accepted, Names
from compatlang.values import scalar
from compatlang.values.interval import IntervalSet
from compatlang.values.scalar import ScalarType
from compatlang.values.text import regex_error


def verify(program: ir.Ir) -> list[str]:
    """What is wrong, each with the entry where it is; nothing, where all is well."""
    found = [*_references(program), *_features(program)]
    if found:
        return found  # what follows walks along references
    verifier = _Verifier(program)
    return [*verifier.values(), *verifier.conditions(), *verifier.tables(), *verifier.policies()]


def _references(program: ir.Ir) -> Iterator[str]:
    """Entries refer to earlier ones, and a condition to values whose counts ask earlier conditions."""
    latest: list[int] = []
    """Of each value, the last condition that it depends on."""
    for index, value in enumerate(program.values):
        parts = references.parts_of(value)
        wrong = [each for each in parts if not 0 <= each < index]
        if isinstance(value, ir.Count) and not 0 <= value.condition < len(program.conditions):
            wrong.append(value.condition)
        if wrong:
            yield f"value {index} refers to {wrong[0]}, which is no earlier entry"
        own = value.condition if isinstance(value, ir.Count) else -1
        latest.append(max([own, *(latest[each] for each in parts if 0 <= each < index)]))
    for index, condition in enumerate(program.conditions):
        wrong = [each for each in references.conditions_of(condition) if not 0 <= each < index]
        asked = references.values_of(condition)
        wrong += [each for each in asked if not 0 <= each < len(latest) or latest[each] >= index]
        if wrong:
            yield f"condition {index} refers to {wrong[0]}, which is no earlier entry"
    for policy in program.policies:
        for statement in references.statements(policy):
            if not 0 <= statement.condition < len(program.conditions):
                yield f"`{statement.name}` of `{policy.name}` refers to {statement.condition}, which there is not"


def _features(program: ir.Ir) -> Iterator[str]:
    """A feature is there for whoever reads it, and what it is made from stands before: features do not go in circles."""
    for path, feature in program.features.items():
        if not 0 <= feature.value < len(program.values):
            yield f"feature `{path}` refers to value {feature.value}, which there is not"
    for index, value in enumerate(program.values):
        if isinstance(value, ir.Declared):
            read = program.features.get(value.path)
            if read is None:
                yield f"value {index} reads the feature `{value.path}`, which there is not"
            elif read.value >= index:
                yield f"value {index} reads the feature `{value.path}`, whose value is no earlier entry"


class _Verifier:
    """Looks at entries of an `Ir` whose references are sound."""

    def __init__(self, program: ir.Ir) -> None:
        self._program = program
        self._asked_by_values: dict[ir.ValueRef, frozenset[str]] = {}
        self._asked_by_conditions: dict[ir.ConditionRef, frozenset[str]] = {}

    def _asked_by_value(self, ref: ir.ValueRef) -> frozenset[str]:
        """The domains of whose instances a value is an attribute; "" where it counts instances."""
        if ref not in self._asked_by_values:
            value = self._program.values[ref]
            match value:
                case ir.Attribute(_, domain):
                    asked = frozenset((domain,))
                case ir.Count():
                    asked = frozenset(("",))
                case _:
                    asked = frozenset[str]().union(*map(self._asked_by_value, references.parts_of(value)))
            self._asked_by_values[ref] = asked
        return self._asked_by_values[ref]

    def _asked_by(self, ref: ir.ConditionRef) -> frozenset[str]:
        """The domains about whose instances a condition asks; "" where it quantifies over instances itself."""
        if ref not in self._asked_by_conditions:
            condition = self._program.conditions[ref]
            if isinstance(condition, ir.Exists):
                asked = frozenset(("",))
            else:
                asked = frozenset[str]().union(
                    *map(self._asked_by, references.conditions_of(condition)),
                    *map(self._asked_by_value, references.values_of(condition)),
                )
            self._asked_by_conditions[ref] = asked
        return self._asked_by_conditions[ref]

    def values(self) -> Iterator[str]:
        """Constants parse, and operands have the type of what is made from them."""
        for index, value in enumerate(self._program.values):
            match value:
                case ir.Constant(type_, text):
                    if scalar.parse(type_, text) is None:
                        yield f"value {index} is {text!r}, which is no {type_}"
                case ir.Count(domain, condition):
                    yield from _inner(f"value {index}", domain, self._asked_by(condition))
                case ir.Coalesce(type_, operands):
                    if len(operands) < 2:
                        yield f"value {index} chooses from fewer than two"
                    if any(self._type(each) != type_ for each in operands):
                        yield f"value {index} chooses from values of other types"
                case _:
                    pass

    def conditions(self) -> Iterator[str]:
        """Sets fit the types of what they are asked of, connectives join two or more, quantifiers are not nested."""
        for index, condition in enumerate(self._program.conditions):
            at = f"condition {index}"
            match condition:
                case ir.Member(value, accepted):
                    if not _fits(self._type(value), accepted):
                        yield f"{at} asks whether {self._type(value)} is in {accepted!r}"
                case ir.Like(value) | ir.Matches(value):
                    if self._type(value) != "string":
                        yield f"{at} asks {self._type(value)} for a string"
                    if isinstance(condition, ir.Matches) and regex_error(condition.regex) is not None:
                        yield f"{at} asks for the expression {condition.regex!r}, which is unsound"
                case ir.Compare(operator, left, right):
                    if self._type(left) != self._type(right):
                        yield f"{at} compares {self._type(left)} with {self._type(right)}"
                    if operator != "==" and self._type(left) not in scalar.ORDERED_TYPES:
                        yield f"{at} compares {self._type(left)} with `{operator}`"
                case ir.And(operands) | ir.Or(operands):
                    if len(operands) == 1:
                        yield f"{at} joins one condition"
                case ir.Exists(domain, inner):
                    yield from _inner(at, domain, self._asked_by(inner))
                case ir.Lookup(table, values):
                    if table not in self._program.tables:
                        yield f"{at} asks the table `{table}`, which there is not"
                    elif tuple(map(self._type, values)) != self._program.tables[table].types:
                        yield f"{at} asks the table `{table}` for other columns than it has"
                case _:
                    pass

    def _type(self, value: ir.ValueRef) -> ScalarType:
        return self._program.values[value].type

    def tables(self) -> Iterator[str]:
        """Every row has a cell a column, of its type. Features stand outside instances."""
        for name, table in self._program.tables.items():
            for number, row in enumerate(table.rows):
                if len(row) != len(table.types) or any(
                    cell is not None and not _fits(type_, cell) for cell, type_ in zip(row, table.types, strict=False)
                ):
                    yield f"row {number} of the table `{name}` does not fit its columns"
        for path, feature in self._program.features.items():
            if self._asked_by_value(feature.value) - {""}:
                yield f"feature `{path}` asks about an instance, and there is none"

    def policies(self) -> Iterator[str]:
        """Names are unique within a policy, weights within their limits; statements ask about no instance of their own."""
        for policy in self._program.policies:
            names: set[str] = set()
            for each in references.statements(policy):
                at = f"`{each.name}` of `{policy.name}`"
                if each.name in names:
                    yield f"{at} stands there twice"
                names.add(each.name)
                if each.weight not in (range(1, limits.PREFERENCE_WEIGHT + 1) if each.kind == "prefer" else (0,)):
                    yield f"{at} has the weight {each.weight}"
                if self._asked_by(each.condition) - {""}:
                    yield f"{at} asks about an instance, and there is none"
            for group in policy.groups:
                if not group.profiles:
                    yield f"a group of `{policy.name}` has no profiles"
                for profile in group.profiles:
                    if not 0 <= profile.weight <= limits.PROFILE_WEIGHT:
                        yield f"the profile `{profile.name}` of `{policy.name}` has the weight {profile.weight}"


def _inner(at: str, domain: str, asked: frozenset[str]) -> Iterator[str]:
    if "" in asked:
        yield f"{at} asks about instances within a question about instances"
    if asked - {"", domain}:
        yield f"{at} asks instances of `{domain}` about those of `{min(asked - {'', domain})}`"


def _fits(type_: ScalarType, accepted: Accepted) -> bool:
    return isinstance(accepted, IntervalSet if type_ in scalar.ORDERED_TYPES else Names)
