"""Sprig's `semver` and `semverCompare`, and the methods that a version has in a template."""

from __future__ import annotations

from collections.abc import Callable

from compatlang.nfd.template.errors import CallError, RefusedError
from compatlang.nfd.template.functions.registry import Function
from compatlang.nfd.template.kinds import ANY, BOOL, INT, STRING, UINT64, VERSION, VERSION_POINTER, Type
from compatlang.nfd.template.numerals import MAX_UINT
from compatlang.nfd.template.values import Value
from compatlang.nfd.template.versions import Version, check, compare, parse_version

_NIL_POINTER = "runtime error: invalid memory address or nil pointer dereference"


def _getter(name: str) -> Callable[[Version], int]:
    return lambda version: int(getattr(version, name))


def _text_getter(name: str) -> Callable[[Version], bytes]:
    return lambda version: str(getattr(version, name)).encode("latin-1")


def _string(version: Version) -> bytes:
    return str(version).encode("latin-1")


def _comparison(holds: Callable[[int], bool]) -> Callable[[Version, Version | None], bool]:
    return lambda version, other: holds(_compare(version, other))


def _compare(version: Version, other: Version | None) -> int:
    if other is None:
        raise CallError(_NIL_POINTER)
    return compare(version, other)


def _equal(version: Version, other: Version | None) -> bool:
    return other is not None and compare(version, other) == 0


def _incremented(version: Version, number: int, name: str) -> int:
    if number == MAX_UINT:
        raise CallError(f"{name} version increment would overflow uint64")
    return number + 1


def _written(version: Version, changed: Version) -> Version:
    """A changed version as if it had been written like the first one."""
    prefix = "v" if version.original.startswith("v") else ""
    return changed._replace(original=prefix + str(changed))


def _next_major(version: Version) -> Version:
    return _written(version, Version(_incremented(version, version.major, "major"), 0, 0))


def _next_minor(version: Version) -> Version:
    return _written(version, Version(version.major, _incremented(version, version.minor, "minor"), 0))


def _next_patch(version: Version) -> Version:
    patch = version.patch if version.prerelease else _incremented(version, version.patch, "patch")
    return _written(version, Version(version.major, version.minor, patch))


def _unsupported(*_: Value) -> Value:
    raise RefusedError("this method of a version is not supported")


_OF_VALUES: tuple[tuple[str, Callable[..., object], tuple[Type, ...], Type], ...] = (
    ("Major", _getter("major"), (), UINT64),
    ("Minor", _getter("minor"), (), UINT64),
    ("Patch", _getter("patch"), (), UINT64),
    ("Prerelease", _text_getter("prerelease"), (), STRING),
    ("Metadata", _text_getter("metadata"), (), STRING),
    ("String", _string, (), STRING),
    ("IncMajor", _next_major, (), VERSION),
    ("IncMinor", _next_minor, (), VERSION),
    ("IncPatch", _next_patch, (), VERSION),
    ("SetPrerelease", _unsupported, (STRING,), VERSION),
    ("SetMetadata", _unsupported, (STRING,), VERSION),
    ("MarshalJSON", _unsupported, (), STRING),
    ("MarshalText", _unsupported, (), STRING),
    ("Value", _unsupported, (), ANY),
)
_OF_POINTERS: tuple[tuple[str, Callable[..., object], tuple[Type, ...], Type], ...] = (
    ("Original", _text_getter("original"), (), STRING),
    ("Compare", _compare, (VERSION_POINTER,), INT),
    ("Equal", _equal, (VERSION_POINTER,), BOOL),
    ("LessThan", _comparison(lambda order: order < 0), (VERSION_POINTER,), BOOL),
    ("LessThanEqual", _comparison(lambda order: order <= 0), (VERSION_POINTER,), BOOL),
    ("GreaterThan", _comparison(lambda order: order > 0), (VERSION_POINTER,), BOOL),
    ("GreaterThanEqual", _comparison(lambda order: order >= 0), (VERSION_POINTER,), BOOL),
    ("Scan", _unsupported, (ANY,), ANY),
    ("UnmarshalJSON", _unsupported, (ANY,), ANY),
    ("UnmarshalText", _unsupported, (ANY,), ANY),
)

METHODS = {
    (receiver, name): Function(name, run, (receiver, *takes), gives)
    for receiver, methods in ((VERSION, _OF_VALUES), (VERSION_POINTER, (*_OF_VALUES, *_OF_POINTERS)))
    for name, run, takes, gives in methods
}

UNEXPORTED = frozenset({"major", "minor", "patch", "pre", "metadata", "original"})
"""The fields of a version in Go, which templates cannot read."""

FUNCTIONS = (
    Function("semver", parse_version, (STRING,), VERSION_POINTER),
    Function("semverCompare", check, (STRING, STRING), BOOL),
)
