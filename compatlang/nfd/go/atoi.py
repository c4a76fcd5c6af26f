"""Go's `strconv.Atoi`: the integers that NFD compares.

Python's `int` takes more: spaces around the digits, underscores between them, digits of every script.
"""

from __future__ import annotations

from compatlang.nfd.go.errors import GoError
from compatlang.nfd.go.quote import quote
from compatlang.values.lazy import lazily

_INTEGER = lazily(r"[+-]?0*([0-9]+)")
_MOST = 1 << 63
_DIGITS = len(str(_MOST))


def atoi(text: str) -> int | GoError:
    """The integer of 64 bits that a text writes in decimal digits, or Go's error.

    >>> atoi("-007"), atoi("1_0").text
    (-7, 'strconv.Atoi: parsing "1_0": invalid syntax')
    """
    found = _INTEGER.fullmatch(text)
    if found is None:
        return GoError(f"strconv.Atoi: parsing {quote(text)}: invalid syntax")
    if len(found[1]) <= _DIGITS:
        number = -int(found[1]) if text[0] == "-" else int(found[1])
        if -_MOST <= number < _MOST:
            return number
    return GoError(f"strconv.Atoi: parsing {quote(text)}: value out of range")
