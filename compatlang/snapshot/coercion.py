"""Which plain YAML scalars NFD does not read as strings, and what it makes of them where a string belongs.

NFD reads files with sigs.k8s.io/yaml: go-yaml v2 resolves plain scalars after YAML 1.1 (its resolve.go), and numbers
and truth values are written back as text where the Go field is a string (yaml.go, convertToJSONableObject). `010` becomes
`8`, `1.10` becomes `1.1`, `y` becomes `true`. Dates stay the text that was written.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from compatlang.values.lazy import lazily

_TRUE = frozenset(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"])
_FALSE = frozenset(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"])
_SPECIAL = {
    **dict.fromkeys([".nan", ".NaN", ".NAN"], "NaN"),
    **dict.fromkeys([".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"], "+Inf"),
    **dict.fromkeys(["-.inf", "-.Inf", "-.INF"], "-Inf"),
}
_NULL = frozenset(["", "~", "null", "Null", "NULL"])
_FIRST = frozenset("+-0123456789.yYnNtTfFoO~")
_INTEGER = lazily(r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))", re.ASCII)
_FLOAT = lazily(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_DIGITS = 400
"""Numbers written with more characters are out of range of every Go type, and are not worth converting."""


def is_null(plain: str) -> bool:
    """Whether a plain scalar is YAML's null."""
    return plain in _NULL


def is_text(plain: str) -> bool:
    """Whether a plain scalar is a string for NFD.

    >>> is_text("535.104.05"), is_text("1.10"), is_text("y")
    (True, False, False)
    """
    return plain != "" and (plain[0] not in _FIRST or _is_text(plain))


@lru_cache(4096)
def _is_text(plain: str) -> bool:
    if plain in _TRUE or plain in _FALSE or plain in _SPECIAL or plain in _NULL:
        return False
    if plain[0] == ".":
        return _FLOAT.fullmatch(plain) is None
    if not (plain[0] in "+-" or plain[0].isdigit()):
        return True
    digits = plain.replace("_", "")
    return _INTEGER.fullmatch(digits) is None and _FLOAT.fullmatch(digits) is None


def as_nfd_reads(written: str) -> str | None:
    """The text that NFD makes of an unquoted scalar, or None where it refuses the document.

    >>> as_nfd_reads("0302"), as_nfd_reads("1.10"), as_nfd_reads("y"), as_nfd_reads("1e52")
    ('194', '1.1', 'true', '1e+52')
    """
    if written in _TRUE or written in _FALSE:
        return "true" if written in _TRUE else "false"
    if written in _SPECIAL:
        return _SPECIAL[written]
    digits = written.replace("_", "")
    if is_text(written) or len(digits) > _DIGITS:
        return written if is_text(written) else None
    integer = _INTEGER.fullmatch(digits)
    if integer is not None:
        sign, *groups = integer.groups()
        base, number = next((base, group) for base, group in zip((16, 2, 8, 10), groups, strict=True) if group)
        value = int(sign + number, base)
        if -(1 << 63) <= value < (1 << 63) or (not sign and value < (1 << 64)):
            return str(value)
    return _float_text(float(digits)) if _FLOAT.fullmatch(digits) else None


def _float_text(value: float) -> str:
    """Go's strconv.FormatFloat(value, 'g', -1, 64): the shortest digits, an exponent from 1e+06 on or below 1e-04."""
    if value in (float("inf"), float("-inf")):
        return "+Inf" if value > 0 else "-Inf"
    sign, figures, exponent = Decimal(repr(value)).normalize().as_tuple()
    digits = "".join(map(str, figures)).lstrip("0") or "0"
    point = (len(figures) + int(exponent) - 1) if value else 0
    if -4 <= point < 6:
        text = format(Decimal(repr(abs(value))).normalize(), "f")
    else:
        mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
        text = f"{mantissa}e{'-' if point < 0 else '+'}{abs(point):02d}"
    return ("-" if sign else "") + text
