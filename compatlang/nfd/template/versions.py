"""Semantic versions and constraints as sprig's `semver` and `semverCompare` know them: Masterminds' semver v3.5.

`compatlang.nfd.go.semver` is what NFD itself compares with, by the numbers alone; a template sees all of a version.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from compatlang.nfd.template import numerals, quoting
from compatlang.nfd.template.errors import CallError

_NAMES = r"[0-9A-Za-z\-]++(?:\.[0-9A-Za-z\-]++)*+"
_VERSION = re.compile(rf"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-({_NAMES}))?(?:\+({_NAMES}))?")
_PART = r"[0-9|xX\*]++"
_LOOSE = rf"v?({_PART})(\.{_PART})?(\.{_PART})?(-{_NAMES})?(?:\+{_NAMES})?"
_SPACE = r"[\t\n\f\r ]"
_RANGE = re.compile(rf"{_SPACE}*({_LOOSE}){_SPACE}++-{_SPACE}++({_LOOSE}){_SPACE}*+")
_CONSTRAINT = re.compile(rf"(!=|>=|=>|<=|=<|~>|=|>|<|~|\^|){_SPACE}*+({_LOOSE})")
_GAP = re.compile(rf"{_SPACE}*+")
_VERSION_BYTES = 256
_CONSTRAINT_BYTES = 512
_GROUPS = 32
_ANY = {"x", "X", "*"}


class Version(NamedTuple):
    """A version with all that was written of it."""

    major: int
    minor: int
    patch: int
    prerelease: str = ""
    metadata: str = ""
    original: str = ""

    def __str__(self) -> str:
        prerelease = "-" + self.prerelease if self.prerelease else ""
        metadata = "+" + self.metadata if self.metadata else ""
        return f"{self.major}.{self.minor}.{self.patch}{prerelease}{metadata}"


def parse_version(data: bytes) -> Version:
    """`semver.NewVersion`."""
    if len(data) > _VERSION_BYTES:
        raise CallError(f"version string is too long (max {_VERSION_BYTES} bytes)")
    text = data.decode("latin-1")
    match = _VERSION.fullmatch(text)
    if match is None:
        raise CallError("invalid semantic version")
    major, minor, patch = (_segment(match[group] or "0") for group in (1, 2, 3))
    prerelease = match[4] or ""
    if any(name.isdecimal() and len(name) > 1 and name[0] == "0" for name in prerelease.split(".")):
        raise CallError("version segment starts with 0")
    return Version(major, minor, patch, prerelease, match[5] or "", text)


def _segment(digits: str) -> int:
    number = numerals.parse_uint(digits.encode(), 10)
    if number is None:
        problem = f'strconv.ParseUint: parsing "{digits}": value out of range'
        raise CallError(f"error parsing version segment: {problem}")
    return number


def compare(one: Version, other: Version) -> int:
    """-1, 0 or 1: numbers first, then a pre-release is below its release."""
    if one[:3] != other[:3]:
        return -1 if one[:3] < other[:3] else 1
    if not one.prerelease or not other.prerelease:
        return bool(other.prerelease) - bool(one.prerelease)
    left, right = one.prerelease.split("."), other.prerelease.split(".")
    for index in range(max(len(left), len(right))):
        order = _compare_names(_at(left, index), _at(right, index))
        if order:
            return order
    return 0


def _at(names: list[str], index: int) -> str:
    return names[index] if index < len(names) else ""


def _compare_names(one: str, other: str) -> int:
    if one == other:
        return 0
    if not one or not other:
        return -1 if not one else 1
    numbers = numerals.parse_uint(one.encode(), 10), numerals.parse_uint(other.encode(), 10)
    match numbers:
        case None, None:
            return 1 if one > other else -1
        case None, _:
            return 1
        case _, None:
            return -1
        case left, right:
            assert left is not None
            assert right is not None
            return 1 if left > right else -1


class Constraint(NamedTuple):
    """One comparison of a constraint; parts that it leaves open make it a range."""

    operator: str
    version: Version
    open_minor: bool
    open_patch: bool
    open: bool


def check(constraint: bytes, version: bytes) -> bool:
    """`semverCompare`: whether a version meets one of the alternatives of a constraint."""
    alternatives = _parse_constraint(constraint)
    candidate = parse_version(version)
    return any(
        all(
            (not candidate.prerelease or any(other.version.prerelease for other in group))
            and _CHECKS[each.operator](candidate, each)
            for each in group
        )
        for group in alternatives
    )


def _parse_constraint(data: bytes) -> list[list[Constraint]]:
    if len(data) > _CONSTRAINT_BYTES:
        raise CallError(f"constraint string is too long (max {_CONSTRAINT_BYTES} bytes)")
    groups = _rewritten(data.decode("latin-1")).split("||")
    if len(groups) > _GROUPS:
        raise CallError(f"too many constraint groups (max {_GROUPS})")
    return [[_constraint(match) for match in list(_matches(group))] for group in groups]


def _rewritten(text: str) -> str:
    """A constraint with its ranges `1 - 2` written as comparisons."""
    result = text
    for match in _RANGE.finditer(text):
        result = result.replace(match[0], f">= {match[1]}, <= {match[6]} ", 1)
    return result


def _matches(group: str) -> Iterator[re.Match[str]]:
    """The comparisons of one alternative, which stand apart by spaces or a comma."""
    at = _skip(group, 0)
    while True:
        match = _CONSTRAINT.match(group, at)
        if match is None:
            break
        yield match
        at = _skip(group, match.end())
        if at == len(group):
            return
        if group[at] == ",":
            at = _skip(group, at + 1)
        elif at == match.end():
            break
    raise CallError(f"improper constraint: {quoting.quote(group.encode('latin-1'))}")


def _skip(text: str, at: int) -> int:
    match = _GAP.match(text, at)
    assert match is not None
    return match.end()


def _constraint(match: re.Match[str]) -> Constraint:
    operator, text, major, minor, patch, prerelease = match.groups()
    prerelease = prerelease or ""
    open_minor = open_patch = False
    open_ = True
    if major in _ANY:
        text = f"0.0.0{prerelease}"
    elif minor is None or minor[1:] in _ANY:
        open_minor = True
        text = f"{major}.0.0{prerelease}"
    elif patch is None or patch[1:] in _ANY:
        open_patch = True
        text = f"{major}{minor}.0{prerelease}"
    else:
        open_ = False
    try:
        version = parse_version(text.encode("latin-1"))
    except CallError:
        raise CallError("constraint parser error") from None
    return Constraint(operator, version, open_minor, open_patch, open_)


def _not_equal(version: Version, bound: Constraint) -> bool:
    if not bound.open:
        return compare(version, bound.version) != 0
    if version.major != bound.version.major:
        return True
    if bound.open_minor:
        return False
    if version.minor != bound.version.minor:
        return True
    if not bound.open_patch:
        return version.patch != bound.version.patch or compare(version, bound.version) != 0
    if version.prerelease or bound.version.prerelease:
        return compare(version._replace(patch=0), bound.version._replace(patch=0)) != 0
    return False


def _greater(version: Version, bound: Constraint) -> bool:
    if not bound.open or version.major != bound.version.major:
        return version.major > bound.version.major if bound.open else compare(version, bound.version) > 0
    if bound.open_minor:
        return False
    if bound.open_patch:
        return version.minor > bound.version.minor
    return compare(version, bound.version) > 0


def _less_or_equal(version: Version, bound: Constraint) -> bool:
    if not bound.open:
        return compare(version, bound.version) <= 0
    if version.major > bound.version.major:
        return False
    same_major = version.major == bound.version.major
    return not (same_major and version.minor > bound.version.minor and not bound.open_minor)


def _tilde(version: Version, bound: Constraint) -> bool:
    if compare(version, bound.version) < 0:
        return False
    if bound.version[:3] == (0, 0, 0) and not bound.open_minor and not bound.open_patch:
        return True
    if version.major != bound.version.major:
        return False
    return version.minor == bound.version.minor or bound.open_minor


def _equal(version: Version, bound: Constraint) -> bool:
    return _tilde(version, bound) if bound.open else compare(version, bound.version) == 0


def _caret(version: Version, bound: Constraint) -> bool:
    if compare(version, bound.version) < 0:
        return False
    if bound.version.major > 0 or bound.open_minor or version.major > 0:
        return version.major == bound.version.major
    if bound.version.minor > 0 or bound.open_patch or version.minor > 0:
        return version.minor == bound.version.minor
    return version.patch == bound.version.patch


def _not_below(version: Version, bound: Constraint) -> bool:
    return compare(version, bound.version) >= 0


def _below(version: Version, bound: Constraint) -> bool:
    return compare(version, bound.version) < 0


_CHECKS: dict[str, Callable[[Version, Constraint], bool]] = {
    "": _equal,
    "=": _equal,
    "!=": _not_equal,
    ">": _greater,
    "<": _below,
    ">=": _not_below,
    "=>": _not_below,
    "<=": _less_or_equal,
    "=<": _less_or_equal,
    "~": _tilde,
    "~>": _tilde,
    "^": _caret,
}
