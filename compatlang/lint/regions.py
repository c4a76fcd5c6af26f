"""What a question leaves open of a value: which keys it may have, and whether it may be absent.

`x < 5` leaves keys below 5; `x != 5` leaves all other keys, and that there is no x at all. Questions that are joined by *and*
leave what all of them leave; by *or*, what any of them leaves. Only what a value may be is spoken of here: where nothing is
reported, every question is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from compatlang.lint.keys import Choice, Keys, both, keys_of, within
from compatlang.semantic.values import type_of
from compatlang.source import Span
from compatlang.typed import tree as typed
from compatlang.values import scalar
from compatlang.values.interval import FULL
from compatlang.values.scalar import ScalarType


class Flag(NamedTuple):
    """A name that a set of flags has or has not."""

    domain: str
    name: str


Subject = typed.Value | Flag


class Region(NamedTuple):
    """The keys that a value may have, and whether it may be absent."""

    keys: Keys
    absent: bool

    def __and__(self, other: Region) -> Region:
        return Region(both(self.keys, other.keys), self.absent and other.absent)

    def __invert__(self) -> Region:
        return Region(~self.keys, not self.absent)

    def __bool__(self) -> bool:
        return self.absent or bool(self.keys)

    def within(self, other: Region) -> bool:
        """Whether the other one leaves all that this one does."""
        return within(self.keys, other.keys) and (other.absent or not self.absent)


class Fact(NamedTuple):
    """One question to one value."""

    subject: Subject
    region: Region
    span: Span


def facts(condition: typed.Condition) -> tuple[Fact, ...]:
    """What a single question says, in `facts` that are joined by *and*; nothing where it is of another kind."""
    match condition:
        case typed.Test(subject, wanted, type_):
            return (Fact(subject, Region(keys_of(wanted, type_), absent=False), condition.span),)
        case typed.Present(subject):
            return (Fact(subject, Region(_all(type_of(subject)), absent=False), condition.span),)
        case typed.FlagPresent(domain, name):
            return (_flag(domain, name, condition.span),)
        case typed.Has(domain, names, any_) if len(names) == 1 or not any_:
            return tuple(_flag(domain, name, condition.span) for name in names)
        case typed.Not(operand):
            found = facts(operand)
            return tuple(
                each._replace(region=~each.region, span=condition.span) for each in found[:1] if len(found) == 1
            )
        case _:
            return ()


def _flag(domain: str, name: str, span: Span) -> Fact:
    return Fact(Flag(domain, name), Region(_all("bool"), absent=False), span)


def _all(type_: ScalarType) -> Keys:
    return FULL if type_ in scalar.ORDERED_TYPES else Choice(frozenset(), others=True)


def joined(found: Iterable[Fact]) -> Mapping[Subject, Region]:
    """What facts that hold together leave of each value."""
    regions: dict[Subject, Region] = {}
    for each in found:
        before = regions.get(each.subject)
        regions[each.subject] = each.region if before is None else before & each.region
    return regions


def conjuncts(condition: typed.Condition) -> tuple[typed.Condition, ...]:
    """The conditions that must all hold, those of inner blocks among them."""
    if isinstance(condition, typed.And):
        return tuple(inner for each in condition.operands for inner in conjuncts(each))
    return (condition,)


def disjuncts(condition: typed.Condition) -> tuple[typed.Condition, ...]:
    """The conditions of which one must hold."""
    if isinstance(condition, typed.Or):
        return tuple(inner for each in condition.operands for inner in disjuncts(each))
    return (condition,)
