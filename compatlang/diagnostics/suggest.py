"""Did you mean: the nearest of a set of names, only where it is close."""

from __future__ import annotations

from collections.abc import Iterable


def edit_distance(left: str, right: str, limit: int) -> int:
    """Damerau-Levenshtein distance with adjacent transpositions, or `limit + 1` where it is greater.

    F. J. Damerau, A technique for computer detection and correction of spelling errors, 1964 (optimal string alignment).

    >>> edit_distance("verison", "version", 3)
    1
    """
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        current = [i]
        for j, b in enumerate(right, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, previous = previous, current
    return min(previous[-1], limit + 1)


def closest(name: str, candidates: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """The candidates nearest to `name`, best first; none where nothing is within a third of its length, at most 3 changes.

    Case does not count, and a candidate whose last dotted segment is meant counts too.

    >>> closest("kernel.verison", ["kernel.version", "kernel.config"])
    ('kernel.version',)
    """
    if not 0 < len(name) <= 128:
        return ()
    wanted = name.lower()
    limit = min(3, len(name) // 3)
    scored = []
    for candidate in dict.fromkeys(candidates):
        if len(candidate) <= 128:
            distance = edit_distance(wanted, candidate.lower(), limit)
            if distance <= limit:
                scored.append((distance, candidate))
    scored.sort()
    if scored:
        return tuple(candidate for distance, candidate in scored if distance == scored[0][0])[:most]
    return ()


def did_you_mean(name: str, candidates: Iterable[str]) -> str:
    """A help line that proposes the nearest candidates, or the empty string."""
    found = closest(name, candidates)
    if not found:
        return ""
    return "did you mean " + " or ".join(f"`{each}`" for each in found) + "?"
