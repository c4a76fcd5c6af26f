"""What only the processor or the kernel's start-up words can tell: CPUID, XGETBV and getauxval.

A source asks a `Hardware`, never the machine: the words may come from this machine (`cpuid_exec`), from a recording, or be
missing, and then a source falls back to `/proc`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

HWCAP, HWCAP2 = 16, 26
"""AT_HWCAP and AT_HWCAP2, the words of getauxval(3) that name what a processor can do."""


class Registers(NamedTuple):
    """What CPUID leaves in the registers."""

    eax: int
    ebx: int
    ecx: int
    edx: int


class MissingWord(Exception):  # noqa: N818 - it reads as what it says
    """A recording does not hold what was asked for."""


class Hardware(NamedTuple):
    """The three questions; None where they cannot be asked. Answers may raise `MissingWord`."""

    cpuid: Callable[[int, int], Registers] | None = None
    xgetbv: Callable[[int], int] | None = None
    auxval: Callable[[int], int] | None = None


NOTHING = Hardware()
"""A machine that answers nothing."""
