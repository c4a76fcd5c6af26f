"""`Gt`, `Ge`, `Lt`, `Le`, `GtLt` and `GeLe`: comparisons of integers, or of versions by their first three numbers.

NFD answers only where both sides can be read as what the expression compares, so an element whose type here reads more
(versions), or the same (integers), may be compared directly. A string is read through a declared feature, of which there
are none inside an instance.
"""

from __future__ import annotations

from typing import NamedTuple

from compatlang.nfd.expression import VERSION
from compatlang.nfd.go import atoi, semver
from compatlang.nfd.go.errors import GoError
from compatlang.nfd.importing.needs import Needs
from compatlang.nfd.importing.subject import Subject
from compatlang.nfd.importing.translation import PRERELEASES, Refusal, Result, Translated, refused
from compatlang.nfd.model import MatchExpression
from compatlang.values import scalar
from compatlang.values.lazy import lazily
from compatlang.values.scalar import ScalarType
from compatlang.writing import spelling
from compatlang.writing.condition import NO, Atom, every

_OPERATORS = {"Gt": (">",), "Ge": (">=",), "Lt": ("<",), "Le": ("<=",), "GtLt": (">", "<"), "GeLe": (">=", "<=")}
"""The questions that each operator asks, one a value."""

NUMERIC = frozenset(_OPERATORS)

_RELEASE = lazily(r"v?([0-9]+(?:\.[0-9]+){0,2})")


class _Bound(NamedTuple):
    operator: str
    literal: str


def compared(expression: MatchExpression, subject: Subject, needs: Needs) -> Result:
    """A comparison of numbers."""
    if expression.type not in ("", VERSION):
        message = f"NFD fails on the type `{spelling.shown(expression.type)}`; the only one is `{VERSION}`"
        return refused((*subject.where, "type"), message)
    operators = _OPERATORS[expression.op]
    if len(expression.value) != len(operators):
        wanted = "one value" if len(operators) == 1 else "two values"
        return refused(subject.where, f"`{expression.op}` takes {wanted}; NFD fails where the element is there")
    if expression.type == VERSION:
        return _versions(expression, subject, needs)
    return _integers(expression, subject, needs)


def _integers(expression: MatchExpression, subject: Subject, needs: Needs) -> Result:
    numbers: list[int] = []
    for each in expression.value:
        number = atoi.atoi(each)
        if isinstance(number, GoError):
            return refused((*subject.where, "value"), f"`{spelling.shown(each)}` is no integer; NFD fails on it")
        numbers.append(number)
    if len(numbers) == 2 and numbers[0] >= numbers[1]:
        return refused(
            (*subject.where, "value"), f"{numbers[0]} is not less than {numbers[1]}; NFD fails on such bounds"
        )
    text = _read_as("int", subject, needs)
    if not isinstance(text, str):
        return text
    bounds = [_Bound(each, str(number)) for each, number in zip(_OPERATORS[expression.op], numbers, strict=True)]
    return _asked(text, bounds, subject)


def _versions(expression: MatchExpression, subject: Subject, needs: Needs) -> Result:
    versions: list[semver.Version] = []
    for each in expression.value:
        version = semver.parse(each)
        if isinstance(version, GoError):
            return refused(
                (*subject.where, "value"), f"`{spelling.shown(each)}` is no version to NFD, which fails on it"
            )
        versions.append(version)
    operators = _OPERATORS[expression.op]
    if len(versions) == 2 and (versions[0] > versions[1] or (versions[0] == versions[1] and expression.op == "GtLt")):
        return Translated(NO, (f"No version lies between {expression.value[0]} and {expression.value[1]}.",))
    text = _read_as("version", subject, needs)
    if not isinstance(text, str):
        return text
    pairs = list(zip(operators, expression.value, versions, strict=True))
    if subject.type in ("int", "quantity"):
        return _asked(text, [_whole(operator, version) for operator, _, version in pairs], subject)
    asked = _asked(text, [_Bound(operator, _numbers_of(value)) for operator, value, _ in pairs], subject)
    if not isinstance(asked, Translated):
        return asked
    notes = [
        f"NFD compares with {_numbers_of(each)} where the rule says {spelling.shown(each)}."
        for each in expression.value
        if each.removeprefix("v") != _numbers_of(each)
    ]
    first = _numbers_of(expression.value[0])
    notes.append(f"{first}-rc1 is {first} to NFD; here it comes before it.")
    return asked._replace(notes=tuple(notes), differences=frozenset({PRERELEASES}))


def _numbers_of(value: str) -> str:
    """What NFD compares of a version: at most three numbers, as they are written."""
    found = _RELEASE.match(value)
    assert found is not None
    return found[1]


def _whole(operator: str, version: semver.Version) -> _Bound:
    """A bound for values that are integers: nothing lies between 5 and 5.2."""
    if version.minor or version.patch:
        operator = ">" if operator in (">", ">=") else "<="
    return _Bound(operator, str(version.major))


def _read_as(wanted: ScalarType, subject: Subject, needs: Needs) -> str | tuple[Refusal, ...]:
    """The path under which the language compares the subject as a number or a version."""
    match subject.type:
        case "int" | "version" | "quantity":
            return subject.text
        case "string" if subject.domain:
            return needs.number(subject.domain, subject.element.name, wanted)
        case "string":
            message = f"`{subject.element.name}` of an instance is a string, and the language compares no strings"
            return refused(subject.where, message)
        case "id":
            message = f"NFD reads `{subject.element.name}` as a decimal number here, and it is hexadecimal"
            return refused(subject.where, message, "name the ids with `In`")
        case _:
            message = f"`{subject.element.name}` is a {subject.type}, and NFD fails when it compares it as a number"
            return refused(subject.where, message)


def _asked(text: str, bounds: list[_Bound], subject: Subject) -> Result:
    for each in bounds:
        type_ = "int" if subject.type == "string" and each.literal.lstrip("-").isdigit() else subject.type
        if not _is_literal(each.literal, "version" if type_ == "string" else type_):
            return refused(
                (*subject.where, "value"), f"`{spelling.shown(each.literal)}` cannot be written as a {type_}"
            )
    if [each.operator for each in bounds] == [">=", "<="]:
        return Translated(Atom(f"{text} in {bounds[0].literal} .. {bounds[1].literal}"))
    return Translated(every(Atom(f"{text} {each.operator} {each.literal}") for each in bounds))


def _is_literal(text: str, type_: ScalarType) -> bool:
    if type_ == "version":
        return spelling.version_literal(text) is not None
    return scalar.parse(type_, text) is not None
