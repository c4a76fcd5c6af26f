"""Everything that NFD may answer.

Go walks a map in random order. Where an error and a mismatch stand side by side in one, either may be met first, so that one
run of NFD fails and the next does not. An evaluation therefore yields a set: the results that are possible, and the
failures that are. Most sets have one member.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")
S = TypeVar("S")

MOST = 64
"""Results that are told apart; it takes many rules with several results each to come to more."""


class Failure(msgspec.Struct, frozen=True, order=True):
    """An error with Go's own words, or, where NFD would crash instead of reporting one, a panic."""

    text: str
    panics: bool = False


NIL = Failure("invalid memory address or nil pointer dereference", panics=True)
"""What becomes of NFD where a document says `null` instead of an expression."""


class Outcomes(msgspec.Struct, Generic[T], frozen=True):
    """The possible results, each once, and the possible failures; `more` says why there may be others beside them."""

    results: tuple[T, ...] = ()
    failures: frozenset[Failure] = frozenset()
    more: frozenset[str] = frozenset()

    @property
    def only(self) -> T | None:
        """The result, where NFD can give no other answer."""
        return self.results[0] if len(self.results) == 1 and not self.failures and not self.more else None

    @property
    def fails(self) -> bool:
        """Whether NFD certainly fails, with whatever words."""
        return not self.results and not self.more

    def then(self, follow: Callable[[T], Outcomes[S]]) -> Outcomes[S]:
        """What may come of it when each result is gone on with, and a failure ends everything."""
        return union(map(follow, self.results), self.failures, self.more)

    def map(self, change: Callable[[T], S]) -> Outcomes[S]:
        """The same with each result changed."""
        return self.then(lambda result: Outcomes((change(result),)))


def certain(result: T) -> Outcomes[T]:
    """One result and no other."""
    return Outcomes((result,))


def failing(*failures: Failure) -> Outcomes[Any]:
    """No result: one of these failures."""
    return Outcomes((), frozenset(failures))


def union(
    parts: Iterable[Outcomes[T]], failures: frozenset[Failure] = frozenset(), more: frozenset[str] = frozenset()
) -> Outcomes[T]:
    """All that one of several may yield; results beyond the limit are only spoken of."""
    results: list[T] = []
    for part in parts:
        failures |= part.failures
        more |= part.more
        for result in part.results:
            if result not in results:
                if len(results) == MOST:
                    return Outcomes(tuple(results), failures, more | {f"more than {MOST} results are possible"})
                results.append(result)
    return Outcomes(tuple(results), failures, more)
