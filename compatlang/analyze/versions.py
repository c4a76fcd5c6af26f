"""Versions within an interval of keys, plain ones first.

Between two bounds there are as many versions as one likes, but for what limits of length leave, so each end is stepped from in
ever smaller steps: from `> 5.15` to `5.15.1`, `5.15.0.1`, and from `>= 5.15.*` to `5.15`, `5.15-rc1`, `5.15~`, `5.15~~`.
"""

from __future__ import annotations

from collections.abc import Iterator

from compatlang.values.interval import Interval
from compatlang.values.version import Piece, VersionKey, parse_version, show_bound

_LETTERS, _DIGITS = 1, 2
_END: Piece = (0,)

_DEPTH = 12
"""Steps of one kind: bounds that are written by hand lie far enough apart for the first few."""


def ascending(interval: Interval) -> Iterator[str]:
    """Versions just above the low end."""
    low, high = interval
    if low is None:
        yield from descending(interval)
        return
    yield from _within(_above(low), interval)
    if high is not None:
        yield from _within(_below(high), interval)


def descending(interval: Interval) -> Iterator[str]:
    """Versions just below the high end."""
    low, high = interval
    if high is None:
        yield from _within(_above(low) if low is not None else iter(("0",)), interval)
        return
    yield from _within(_below(high), interval)
    if low is not None:
        yield from _within(_above(low), interval)


def _within(texts: Iterator[str], interval: Interval) -> Iterator[str]:
    low, high = interval
    for each in texts:
        key = parse_version(each)
        if key is not None and (low is None or low <= key) and (high is None or key < high):
            yield each


def _above(bound: VersionKey) -> Iterator[str]:
    """The version that a bound is, then what follows it: what it is built into, later releases, and their previews."""
    text, after = show_bound(bound)
    plain = text.removeprefix("exactly ")
    if plain.endswith(".*"):
        yield plain.removesuffix(".*")
        yield from _previews(plain.removesuffix(".*"))
        return
    if not after:
        yield plain
    elif text != plain:
        yield from (plain + suffix for suffix in _CONTINUED)
    else:
        yield from _larger_suffixes(bound)
    release = _release(bound[0])
    yield from (release, *_previews(release)) if bound[1] == 0 else ()
    for zeros in range(_DEPTH):
        later = release + ".0" * zeros + ".1"
        yield later
        yield from _previews(later)


def _below(bound: VersionKey) -> Iterator[str]:
    """What precedes a bound: earlier releases, what they were built into, and previews of the bound's own release."""
    numbers = bound[0]
    text, after = show_bound(bound)
    plain = text.removeprefix("exactly ").removesuffix(".*")
    if after:
        yield plain
    for length in range(len(numbers), 0, -1):
        if numbers[length - 1]:
            yield _release((*numbers[: length - 1], numbers[length - 1] - 1))
    release = _release(numbers)
    yield from (release, *(release + suffix for suffix in _CONTINUED))
    for tildes in range(1, _DEPTH):
        yield from (plain + "~" * tildes, f"{plain}-{'~' * tildes}")
    yield from _previews(release)
    for tildes in range(1, _DEPTH):
        yield from (f"{release}-{'~' * tildes}", f"{release}--{'~' * tildes}")


_CONTINUED = ("-1", "-0", ".A", "-A", "-a", "-~", *(f"--{'~' * tildes}" for tildes in range(1, _DEPTH)))
"""What a version is built into, from the plainest to the least."""


def _previews(release: str) -> Iterator[str]:
    yield from (f"{release}-rc1", f"{release}-alpha", f"{release}-a-rc1")
    yield from (release + "~" * tildes for tildes in range(1, _DEPTH))


def _larger_suffixes(bound: VersionKey) -> Iterator[str]:
    """Suffixes that follow all that continue a bound's: the last piece is one larger, then previews of that."""
    numbers, phase, pieces = bound
    for length in range(len(pieces) - 2, -1, -1):
        for each in _larger(pieces[length]):
            text = show_bound((numbers, phase, (*pieces[:length], each, _END)))[0]
            yield text
            yield from (text + "~" * tildes for tildes in range(1, _DEPTH))
            yield from (f"{text}-~-rc1", f"{text}-rc1")


def _larger(piece: Piece) -> tuple[Piece, ...]:
    """Digits follow letters, and letters the ones that they begin with; after `~` a piece may end."""
    value = piece[-1]
    if piece[0] == _DIGITS:
        return ((_DIGITS, int(value) + 1),)
    return ((_DIGITS, 0), (_LETTERS, f"{value}a"), (_LETTERS, f"{value}A")) if piece[0] == _LETTERS else ()


def _release(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers)) or "0"
