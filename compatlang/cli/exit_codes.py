"""What a run says to the shell, and which of several things it says."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of every command."""

    OK = 0
    """Everything asked was evaluated and is compatible, or clean, or passed."""
    FAILED = 1
    """At least one incompatible verdict or failed test."""
    ERROR = 2
    """The request could not be carried out: a bad policy, a bad snapshot, wrong usage."""
    UNKNOWN = 3
    """Nothing is incompatible, but something is unknown, or nothing was evaluated at all."""
    INTERRUPTED = 130
    """Ctrl-C, as shells count it: 128 and the number of the signal."""
    PIPE_CLOSED = 141
    """Whoever read the output stopped reading."""


_WORST_FIRST = (ExitCode.ERROR, ExitCode.FAILED, ExitCode.UNKNOWN)


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """The code of several: 2 wins over 1, 1 over 3, 3 over 0.

    >>> worst([ExitCode.UNKNOWN, ExitCode.FAILED, ExitCode.OK])
    <ExitCode.FAILED: 1>
    """
    found = set(codes)
    for code in _WORST_FIRST:
        if code in found:
            return code
    return ExitCode.OK
