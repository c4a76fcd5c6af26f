"""What the variables say: requirements that must all hold, their alternatives, and comparisons that must hold together."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import msgspec

from compatlang.diagnostics import Diagnostic
from compatlang.source import Spanned

Key: TypeAlias = Literal["cuda", "driver", "arch", "brand"]
KEYS: tuple[Key, ...] = get_args(Key)
"""What can be compared: the CUDA version that the driver supports, the version of the kernel driver, the compute capability of
the GPU, and its brand."""

Operator: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]
OPERATORS: tuple[Operator, ...] = get_args(Operator)


class Comparison(Spanned, frozen=True, eq=False):
    """`driver>=470`. The value is a dotted version, or of `brand` a text in lower case."""

    key: Key
    operator: Operator
    value: str


class Alternative(Spanned, frozen=True, eq=False):
    """Comparisons with commas between: all of them."""

    comparisons: tuple[Comparison, ...]


class Requirement(Spanned, frozen=True, eq=False):
    """A variable, its value as it is written, and the alternatives in it, with blanks between: one of them."""

    variable: str
    text: str
    alternatives: tuple[Alternative, ...]


class Requirements(msgspec.Struct, frozen=True):
    """All requirements of an environment, and whether a variable turns them off.

    Spans point into the value of the variable that `span.file` names. Where `diagnostics` has an error, something is missing.
    """

    required: tuple[Requirement, ...]
    disabled: bool
    diagnostics: tuple[Diagnostic, ...]
