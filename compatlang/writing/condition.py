"""Conditions of the language as importers build them: a small tree that knows nothing of their origin and nothing of layout.

The builders write conditions together that say the same of several values: `x == 1 or x == 2` is `x in [1, 2]`, and two
quantifiers that differ in one such question are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

import msgspec


class Truth(msgspec.Struct, frozen=True):
    """`true` or `false`."""

    value: bool


class Atom(msgspec.Struct, frozen=True):
    """One question, as it is written."""

    text: str


class Among(msgspec.Struct, frozen=True):
    """A question about one value of several: `subject one value`, or `subject several [values]`."""

    subject: str
    values: tuple[str, ...]
    one: str
    several: str


class All(msgspec.Struct, frozen=True):
    """Conditions joined by *and*."""

    parts: tuple[Condition, ...]


class Either(msgspec.Struct, frozen=True):
    """Conditions joined by *or*."""

    parts: tuple[Condition, ...]


class Negated(msgspec.Struct, frozen=True):
    """The opposite of a condition."""

    part: Condition


class Some(msgspec.Struct, frozen=True):
    """`any DOMAIN { … }`: one instance meets all conditions. `alias` is what the instance is called, if anything."""

    domain: str
    parts: tuple[Condition, ...]
    alias: str = ""


Condition: TypeAlias = Truth | Atom | Among | All | Either | Negated | Some
_Join: TypeAlias = Callable[[Condition, Condition], Condition | None]

YES, NO = Truth(True), Truth(False)

_MOST_COMPARED = 256
"""Conditions of which each is compared with all others; nobody writes more by hand."""


def equal(subject: str, values: Iterable[str]) -> Among:
    """Equal to one of some values."""
    return Among(subject, tuple(dict.fromkeys(values)), "==", "in")


def unequal(subject: str, values: Iterable[str]) -> Among:
    """Equal to none of some values, or absent."""
    return Among(subject, tuple(dict.fromkeys(values)), "!=", "not in")


def has_all(subject: str, flags: Iterable[str]) -> Among:
    """All of some flags."""
    return Among(subject, tuple(dict.fromkeys(flags)), "has", "has")


def has_any(subject: str, flags: Iterable[str]) -> Among:
    """One of some flags at least."""
    return Among(subject, tuple(dict.fromkeys(flags)), "has", "has any")


def every(parts: Iterable[Condition]) -> Condition:
    """All of some conditions, as one level and without what is always true."""
    flat = [inner for each in parts for inner in (each.parts if isinstance(each, All) else (each,))]
    kept = _together([each for each in flat if each != YES], _both)
    return kept[0] if len(kept) == 1 else All(kept) if kept else YES


def either(parts: Iterable[Condition]) -> Condition:
    """At least one of some conditions, as one level. Without any it is never true."""
    flat = [inner for each in parts for inner in (each.parts if isinstance(each, Either) else (each,))]
    if YES in flat:
        return YES
    kept = _together([each for each in flat if each != NO], _one_of_two)
    return kept[0] if len(kept) == 1 else Either(kept) if kept else NO


def negated(part: Condition) -> Condition:
    """The opposite."""
    match part:
        case Truth(value):
            return Truth(not value)
        case Negated(inner):
            return inner
        case _:
            return Negated(part)


def _together(parts: Sequence[Condition], join: _Join) -> tuple[Condition, ...]:
    """The conditions, each once; those that can be said in one stand where the first of them stood."""
    unique = tuple(dict.fromkeys(parts))
    if len(unique) > _MOST_COMPARED:
        return unique
    kept: list[Condition] = []
    for each in unique:
        for place, before in enumerate(kept):
            found = join(before, each)
            if found is not None:
                kept[place] = found
                break
        else:
            kept.append(each)
    return tuple(kept)


def _both(left: Condition, right: Condition) -> Condition | None:
    """Two questions that must both be met, as one: `f has ["A", "B"]`, or `not f has any ["A", "B"]`."""
    match left, right:
        case Among(), Among() if _has_each(left) and _has_each(right) and left.subject == right.subject:
            return has_all(left.subject, left.values + right.values)
        case Negated(Among() as one), Negated(Among() as two):
            return negated(found) if (found := _has_one_of(one, two)) is not None else None
    return None


def _one_of_two(left: Condition, right: Condition) -> Condition | None:
    """Two questions of which one must be met, as one."""
    match left, right:
        case Among(subject, values, "=="), Among(same, more, "==") if subject == same:
            return equal(subject, values + more)
        case Among(), Among():
            return _has_one_of(left, right)
        case Some(), Some() if (left.domain, left.alias, len(left.parts)) == (
            right.domain,
            right.alias,
            len(right.parts),
        ):
            return _differ_once(left, right)
    return None


def _has_each(question: Among) -> bool:
    return question.one == "has" and (question.several == "has" or len(question.values) == 1)


def _has_one_of(left: Among, right: Among) -> Among | None:
    if left.subject != right.subject or not (_has_some(left) and _has_some(right)):
        return None
    return has_any(left.subject, left.values + right.values)


def _has_some(question: Among) -> bool:
    return question.one == "has" and (question.several == "has any" or len(question.values) == 1)


def _differ_once(left: Some, right: Some) -> Some | None:
    """Two quantifiers whose blocks differ in one comparison of the same attribute."""
    pairs = list(zip(left.parts, right.parts, strict=True))
    different = [place for place, (one, two) in enumerate(pairs) if one != two]
    if len(different) != 1:
        return None
    match pairs[different[0]]:
        case Among(subject, values, "=="), Among(same, more, "==") if subject == same:
            parts = list(left.parts)
            parts[different[0]] = equal(subject, values + more)
            return Some(left.domain, tuple(parts), left.alias)
    return None


def size(condition: Condition) -> int:
    """How many questions a condition asks; each value counts."""
    match condition:
        case All(parts) | Either(parts) | Some(_, parts):
            return 1 + sum(map(size, parts))
        case Negated(part):
            return size(part)
        case Among(_, values):
            return 1 + len(values)
        case Truth() | Atom():
            return 1


def is_asked(wanted: Condition, condition: Condition) -> bool:
    """Whether a condition stands somewhere in another."""
    match condition:
        case All(parts) | Either(parts) | Some(_, parts):
            return any(is_asked(wanted, each) for each in parts)
        case Negated(part):
            return is_asked(wanted, part)
        case _:
            return condition == wanted
