"""What is asked of one label in one term, as few requirements as can be."""

from __future__ import annotations

from collections.abc import Iterable

from compatlang.nfd.affinity.selector import Requirement, Term
from compatlang.values.scalar import parse_int


def merged(key: str, asked: Iterable[Requirement]) -> Term | None:
    """Requirements that hold where all of these do; None where no label answers them all."""
    values: dict[str, list[frozenset[str]]] = {}
    for each in asked:
        values.setdefault(each.operator, []).append(frozenset(each.values))
    if "DoesNotExist" in values:
        return (Requirement(key, "DoesNotExist"),) if values.keys() <= {"DoesNotExist", "NotIn"} else None
    excluded = frozenset[str]().union(*values.get("NotIn", ()))
    low = max((int(text) for each in values.get("Gt", ()) for text in each), default=None)
    high = min((int(text) for each in values.get("Lt", ()) for text in each), default=None)
    if "In" in values:
        left = frozenset.intersection(*values["In"]) - excluded
        return _listed(key, [each for each in left if _between(each, low, high)])
    if low is not None and high is not None and low + 1 >= high:
        return None
    bounds = [Requirement(key, "Gt", (str(low),))] if low is not None else []
    bounds += [Requirement(key, "Lt", (str(high),))] if high is not None else []
    there = [Requirement(key, "Exists")] if "Exists" in values and not bounds else []
    unlike = [Requirement(key, "NotIn", tuple(sorted(excluded)))] if excluded else []
    return (*there, *bounds, *unlike)


def _listed(key: str, texts: list[str]) -> Term | None:
    return (Requirement(key, "In", tuple(sorted(texts))),) if texts else None


def _between(text: str, low: int | None, high: int | None) -> bool:
    """Whether a text passes `Gt` low and `Lt` high."""
    if low is None and high is None:
        return True
    number = parse_int(text)
    return number is not None and (low is None or number > low) and (high is None or number < high)
