"""Three-valued truth: yes, no and unknown, with Kleene's connectives.

S. C. Kleene, Introduction to Metamathematics, 1952, section 64 (the strong tables).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Truth(IntEnum):
    """Ordered no < unknown < yes, so that *and* is the minimum and *or* the maximum."""

    NO = 0
    UNKNOWN = 1
    YES = 2

    @property
    def word(self) -> str:
        """`yes`, `no` or `unknown`, as the language writes it."""
        return self.name.lower()

    @classmethod
    def of(cls, value: bool) -> Truth:
        """Yes for true, no for false."""
        return cls.YES if value else cls.NO


def negation(value: Truth) -> Truth:
    """Kleene's *not*."""
    return Truth(2 - value)


def conjunction(values: Iterable[Truth]) -> Truth:
    """Kleene's *and*; yes of none."""
    return min(values, default=Truth.YES)


def disjunction(values: Iterable[Truth]) -> Truth:
    """Kleene's *or*; no of none."""
    return max(values, default=Truth.NO)
