"""The variables of an image's environment: which of them are requirements, and which turn them off.

As NVIDIA's container toolkit picks them: every `NVIDIA_REQUIRE_*` but those of JetPack, and none where `NVIDIA_DISABLE_REQUIRE`
is true. An image from before these variables has `CUDA_VERSION`, which then asks for the CUDA that it names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from compatlang.diagnostics import Diagnostic
from compatlang.diagnostics.codes import nvidia as codes
from compatlang.nvidia.parse import lower, requirement
from compatlang.nvidia.tree import KEYS, Alternative, Comparison, Requirement, Requirements
from compatlang.source import Span
from compatlang.values.lazy import lazily
from compatlang.writing import spelling

PREFIX = "NVIDIA_REQUIRE_"
USUAL = "NVIDIA_REQUIRE_CUDA"
DISABLE = "NVIDIA_DISABLE_REQUIRE"
LEGACY = "CUDA_VERSION"

_JETPACK = "NVIDIA_REQUIRE_JETPACK"
_TRUE = frozenset(("1", "t", "T", "true", "True", "TRUE"))
_FALSE = frozenset(("", "0", "f", "F", "false", "False", "FALSE"))
"""What Go reads as a truth value; an empty variable counts as none."""

_NAME = lazily(r"[A-Z_][0-9A-Z_]*", re.ASCII)
_SIGN = lazily(r"[=!<>]")
_MAJOR_MINOR = lazily(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(?:[^0-9].*)?", re.ASCII | re.DOTALL)


def assignment(text: str) -> tuple[str, str] | None:
    """A variable and its value, for `NAME=VALUE` and for a requirement alone; None for a text that is neither.

    >>> assignment("NVIDIA_REQUIRE_ARCH=arch>=8.0"), assignment("brand=tesla")
    (('NVIDIA_REQUIRE_ARCH', 'arch>=8.0'), ('NVIDIA_REQUIRE_CUDA', 'brand=tesla'))
    """
    name, equals, value = text.partition("=")
    if equals and _NAME.fullmatch(name) and lower(name) not in KEYS:
        return name, value
    return (USUAL, text) if _SIGN.search(text) else None


def parse(environment: Mapping[str, str]) -> Requirements:
    """All requirements of an environment, variable by variable in its order."""
    required: list[Requirement] = []
    found: list[Diagnostic] = []
    for name, value in environment.items():
        if name.startswith(_JETPACK):
            message = f"`{spelling.shown(name)}` is left out, as NVIDIA's runtime leaves it out"
            found.append(codes.NOT_CHECKED.at(Span(name, 0, len(value)), message))
        elif name.startswith(PREFIX):
            made, wrong = requirement(name, value)
            found += wrong
            required += [made] if made.alternatives else []
    if LEGACY in environment and not environment.get(USUAL):
        legacy, wrong = _legacy(environment[LEGACY])
        found += wrong
        required += legacy
    disabled, wrong = _disabled(environment.get(DISABLE, ""))
    return Requirements(tuple(required), disabled, (*found, *wrong))


def _legacy(value: str) -> tuple[list[Requirement], list[Diagnostic]]:
    """`cuda>=12.4` for a `CUDA_VERSION` of 12.4.1."""
    span = Span(LEGACY, 0, len(value))
    numbers = _MAJOR_MINOR.fullmatch(value)
    if numbers is None:
        message = f"`{spelling.shown(value)}` is no version, expected one such as `12.4.1`"
        return [], [codes.VERSION.at(span, message, help=f"say what the image needs in {USUAL}")]
    comparison = Comparison("cuda", ">=", numbers[1], span=span)
    return [Requirement(LEGACY, value, (Alternative((comparison,), span=span),), span=span)], []


def _disabled(value: str) -> tuple[bool, list[Diagnostic]]:
    """Whether nothing is checked at all."""
    span = Span(DISABLE, 0, len(value))
    if value in _TRUE:
        return True, [codes.NOT_CHECKED.at(span, f"`{DISABLE}` is true, so NVIDIA's runtime checks no requirement")]
    if value in _FALSE:
        return False, []
    message = f"`{spelling.shown(value)}` is neither true nor false, so all requirements are checked"
    return False, [codes.NOT_CHECKED.at(span, message, help="write `true` to turn them off")]
