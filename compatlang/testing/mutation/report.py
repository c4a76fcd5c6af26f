"""What came of mutants, as values: which were killed, which survive and why."""

from __future__ import annotations

from typing import NamedTuple

from compatlang.source import Span
from compatlang.testing.mutation.model import Key
from compatlang.testing.percent import Share, total


class Survivor(NamedTuple):
    """A mutant that no test notices. `was` is changed to `becomes`, or left out where that is empty."""

    key: Key
    span: Span
    was: str
    becomes: str
    reached: int
    """How many tests ask what it changes."""
    accepted: str = ""
    """Why the author accepts it, or empty."""


class FileMutation(NamedTuple):
    """The mutants of what one file declares."""

    file: str
    killed: int
    survivors: tuple[Survivor, ...]
    equivalent: int
    """How many answer as the policy does, so that no test can notice them; they do not count."""

    @property
    def share(self) -> Share:
        """How many were killed of those that count: accepted ones do not."""
        return Share(self.killed, self.killed + len(self.unexplained))

    @property
    def unexplained(self) -> tuple[Survivor, ...]:
        """The survivors that nobody accepts."""
        return tuple(each for each in self.survivors if not each.accepted)


class Mutation(NamedTuple):
    """The mutants of a run, by file."""

    files: tuple[FileMutation, ...]

    @property
    def share(self) -> Share:
        """How many were killed of those that count."""
        return total([each.share for each in self.files])
