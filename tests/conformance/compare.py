"""What an implementation answers, against what a vector says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from tests.conformance.vectors import Case, Reasons, Result
from tests.conformance.ways import Found


def differences(case: Case, found: Sequence[Found]) -> list[str]:
    """What differs, in words; nothing where the vector is met."""
    return [each for pair in zip_longest(case.results, found) for each in _compared(*pair)]


def _compared(wanted: Result | None, found: Found | None) -> Iterator[str]:
    if wanted is None or found is None:
        yield f"instead of {wanted} there is {found}"
        return
    for field in wanted.decision.__struct_fields__:
        here, there = getattr(found.decision, field), getattr(wanted.decision, field)
        if here != there:
            yield f"{wanted.policy}: {field} is {here}, and should be {there}"
    if found.reasons is not None and found.reasons != wanted.reasons:
        yield from _reasons(wanted, found.reasons)


def _reasons(wanted: Result, found: Reasons) -> Iterator[str]:
    for there, here in zip_longest(wanted.reasons, found):
        if there != here:
            yield f"{wanted.policy}: a reason is {here}, and should be {there}"
