"""Ranges of numbers as regular expressions over their digits, leading zeros apart.

A range `low .. high` is cut at powers of the base into runs of numbers of one length, and each run by its first digits:
`8 .. 123` is `8` and `9`, then two digits, then `1` and `00` to `23`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from compatlang.nfd.exporting.regex import either

_DIGITS = "0123456789abcdef"


class Range(NamedTuple):
    """Whole numbers from `low` to `high`, both inclusive; without end where `high` is None. Neither is negative."""

    low: int
    high: int | None


def decimal(ranges: Iterable[Range]) -> str:
    """The decimal texts of numbers, any number of zeros before them. There is at least one range.

    >>> decimal([Range(15, 15)]), decimal([Range(8, 123)]), decimal([Range(7, None)])
    ('0*15', '0*(?:[89]|[1-9][0-9]|1(?:[01][0-9]|2[0-3]))', '0*(?:[7-9]|[1-9][0-9]+)')
    """
    listed = list(ranges)
    if Range(0, None) in listed:
        return "[0-9]+"
    return f"0*{either(text for each in listed for _, text in _runs(each, 10))}"


def hexadecimal(ranges: Iterable[Range], width: int) -> str:
    """The hexadecimal texts of numbers, padded with zeros to `width` digits at most; letters are small ones.

    >>> hexadecimal([Range(0x10de, 0x10de)], 16)
    '0{0,12}10de'
    """
    alternatives = [
        f"0{{0,{width - length}}}{text}" if length < width else text
        for each in ranges
        for length, text in _runs(Range(each.low, 16**width - 1 if each.high is None else each.high), 16, single=True)
    ]
    return either(alternatives)


def _runs(range_: Range, base: int, *, single: bool = False) -> list[tuple[int, str]]:
    """The runs of numbers of one length, each with that length. Unless `single`, runs that are full are one."""
    runs: list[tuple[int, str]] = []
    low, length = range_.low, len(_numeral(range_.low, base))
    while range_.high is None or low <= range_.high:
        longest = base**length - 1
        full = low == base ** (length - 1) and length > 1 and (range_.high is None or longest <= range_.high)
        if full and not single:
            last = None if range_.high is None else _last_full(range_.high, base)
            runs.append((length, f"{_class(1, base - 1)}{_any(base, length - 1, None if last is None else last - 1)}"))
            if last is None:
                break
            length = last
        else:
            high = longest if range_.high is None else min(longest, range_.high)
            between = _same_length(_numeral(low, base), _numeral(high, base), base)
            runs += [(length, each) for each in between]
        low, length = base**length, length + 1
    return runs


def _last_full(high: int, base: int) -> int:
    """The greatest length of which all numbers are at most `high`."""
    length = len(_numeral(high, base))
    return length if high == base**length - 1 else length - 1


def _same_length(low: str, high: str, base: int) -> list[str]:
    """The numerals between two of one length, as alternatives."""
    if low == high:
        return [low]
    rest = len(low) - 1
    least, most = "0" * rest, _DIGITS[base - 1] * rest
    first, last = _DIGITS.index(low[0]), _DIGITS.index(high[0])
    if first == last:
        return [low[0] + either(_same_length(low[1:], high[1:], base))]
    parts = []
    if low[1:] != least:
        parts.append(low[0] + either(_same_length(low[1:], most, base)))
        first += 1
    below = last if high[1:] == most else last - 1
    if first <= below:
        parts.append(_class(first, below) + _any(base, rest, rest))
    if below < last:
        parts.append(high[0] + either(_same_length(least, high[1:], base)))
    return parts


def _any(base: int, least: int, most: int | None) -> str:
    """From `least` to `most` digits."""
    if most == 0:
        return ""
    digit = _class(0, base - 1)
    if least == most:
        return digit if least == 1 else f"{digit}{{{least}}}"
    if most is None:
        return f"{digit}+" if least == 1 else f"{digit}{{{least},}}"
    return f"{digit}{{{least},{most}}}"


def _class(first: int, last: int) -> str:
    """One digit from `first` to `last`."""
    digits = _DIGITS[first : last + 1]
    if len(digits) == 1:
        return digits
    spans = [span for span in (_span(digits, "0123456789"), _span(digits, "abcdef")) if span]
    return f"[{''.join(spans)}]"


def _span(digits: str, among: str) -> str:
    found = "".join(each for each in digits if each in among)
    return found if len(found) < 3 else f"{found[0]}-{found[-1]}"


def _numeral(number: int, base: int) -> str:
    return str(number) if base == 10 else f"{number:x}"
