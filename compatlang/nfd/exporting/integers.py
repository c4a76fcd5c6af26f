"""Sets of integers, of ids and of truth values as regular expressions over the texts that a snapshot holds.

An expression matches exactly the texts that parse (see `values.scalar`) and whose value is in the set: `+8` and `008` are 8,
and `0X10DE` is `10de`. NFD's own comparisons of numbers are not used, since a text that is no number is an error to them,
which takes with it whatever else the rule says.
"""

from __future__ import annotations

from compatlang.nfd.exporting.ranges import Range, decimal, hexadecimal
from compatlang.nfd.exporting.regex import either, whole
from compatlang.values.interval import IntervalSet

_INT64 = IntervalSet([(-(2**63), 2**63)])
_ID_DIGITS = 16
_IDS = IntervalSet([(0, 16**_ID_DIGITS)])


def integer_expression(keys: IntervalSet) -> str | None:
    r"""The texts of integers in a set; None where there are none.

    >>> integer_expression(IntervalSet([(8, 10)]))
    '\\A\\+?0*[89]\\z'
    """
    ranges = _ranges(keys & _INT64)
    positive = [Range(max(low, 0), high) for low, high in ranges if high >= 0]
    negative = [Range(max(-high, 0), -low) for low, high in reversed(ranges) if low <= 0]
    alternatives = [rf"\+?{decimal(positive)}"] if positive else []
    if negative:
        alternatives.append(f"-{decimal(negative)}")
    return whole(either(alternatives)) if alternatives else None


def id_expression(keys: IntervalSet) -> str | None:
    r"""The texts of ids in a set; None where there are none.

    >>> id_expression(IntervalSet([(0x10de, 0x10df)]))
    '(?i)\\A(?:0x)?0{0,12}10de\\z'
    """
    ranges = _ranges(keys & _IDS)
    if not ranges:
        return None
    if not _IDS - keys:
        return "(?i)" + whole(f"(?:0x)?[0-9a-f]{{1,{_ID_DIGITS}}}")
    return "(?i)" + whole("(?:0x)?" + hexadecimal([Range(low, high) for low, high in ranges], _ID_DIGITS))


def _ranges(keys: IntervalSet) -> list[tuple[int, int]]:
    """Bounded sets as inclusive ranges."""
    return [(low, high - 1) for low, high in keys.intervals if low is not None and high is not None]
