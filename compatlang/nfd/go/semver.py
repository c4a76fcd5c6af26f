"""The versions that NFD compares: those of Masterminds' semver v3.5, read leniently, compared by three numbers.

NFD drops pre-release and build once the whole text has been checked, so `6.8.0-rc1` equals `6.8`. What a text may be:
`v5.14`, `22.04`, `1.2.3-rc.1+build`; not four numbers, no underscore, no number of a pre-release with a leading zero.
"""

from __future__ import annotations

from typing import NamedTuple

from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.quote import quote
from compatlang.values.lazy import lazily

_NAMES = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_VERSION = lazily(rf"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-({_NAMES}))?(?:\+{_NAMES})?")
_PADDED = lazily(r"0[0-9]+")
_BYTES = 256
_NUMBERS = 1 << 64


class Version(NamedTuple):
    """What is left of a version for comparing; tuples compare as NFD compares."""

    major: int
    minor: int
    patch: int


def parse(text: str) -> Version | GoError:
    """The version that a text writes, or the error of `semver.NewVersion`.

    >>> parse("v22.04"), parse("5.14.0-503.el9_5").text
    (Version(major=22, minor=4, patch=0), 'invalid semantic version')
    """
    if len(text.encode("utf-8", "surrogatepass")) > _BYTES:
        return GoError(f"version string is too long (max {_BYTES} bytes)")
    found = _VERSION.fullmatch(text)
    if found is None:
        return GoError("invalid semantic version")
    *segments, prerelease = found.groups()
    numbers = [int(each or 0) for each in segments]
    for segment, number in zip(segments, numbers, strict=True):
        if number >= _NUMBERS:
            problem = f"strconv.ParseUint: parsing {quote(segment)}: value out of range"
            return GoError(f"error parsing version segment: {problem}")
    if any(_PADDED.fullmatch(each) for each in (prerelease or "").split(".")):
        return GoError("version segment starts with 0")
    return Version(*numbers)
