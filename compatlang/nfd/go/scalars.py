"""What go-yaml v2 makes of a scalar of a YAML document: its `resolve.go`, where YAML 1.1 is nearly followed.

A plain scalar is a text unless it reads as null, a truth value (`y`, `No`, `on`), a number (`010` is 8, `0x10` is 16,
`1_000` is 1000) or a special float. Sexagesimal numbers and dates stay texts. A tag demands a type and fails otherwise.
"""

from __future__ import annotations

import base64
import re
from calendar import monthrange
from math import inf, isinf, nan
from typing import TypeAlias

from compatlang.nfd.go.errors import GoError
from compatlang.values.lazy import lazily

Scalar: TypeAlias = str | int | float | bool | None

CORE = "tag:yaml.org,2002:"
MERGE = CORE + "merge"
_RESOLVED = frozenset(CORE + each for each in ("str", "bool", "int", "float", "null", "timestamp"))

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"], True),
    **dict.fromkeys(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"], False),
    **dict.fromkeys(["", "~", "null", "Null", "NULL"], None),
    **dict.fromkeys([".nan", ".NaN", ".NAN"], nan),
    **dict.fromkeys([".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"], inf),
    **dict.fromkeys(["-.inf", "-.Inf", "-.INF"], -inf),
}
_INTEGER = lazily(r"([+-]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))")
_SIGN_INSIDE = lazily(r"0b([+-][01]+)")
_FLOAT = lazily(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_BASE64 = lazily(r"(?:[0-9A-Za-z+/]{4})*(?:[0-9A-Za-z+/]{2}==|[0-9A-Za-z+/]{3}=)?")
_DATE = r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
_TIME = r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?"
_TIMESTAMP = lazily(rf"{_DATE}(?:[Tt]{_TIME}(?:Z|[+-]([0-9]{{2}}):([0-9]{{2}}))| +{_TIME})?")
_DIGITS = 400
"""Integers of more digits are beyond 64 bits whatever their base."""


def resolve(tag: str, text: str) -> Scalar | GoError:
    """The value of a scalar that is plain or has a tag.

    >>> resolve("", "010"), resolve("", "1_0.5"), resolve("", "off"), resolve("", "1:30"), resolve(CORE + "int", "x").text
    (8, 10.5, False, '1:30', 'yaml: cannot decode !!str `x` as a !!int')
    """
    if tag == CORE + "binary":
        return _decoded(text)
    if (tag and tag not in _RESOLVED) or tag == CORE + "str":
        return text
    value = _plain(text)
    found = _kind(value)
    if tag == CORE + "timestamp" and isinstance(value, str) and _is_timestamp(text):
        return text
    if not tag or tag == CORE + found:
        return value
    if tag == CORE + "float" and found == "int" and isinstance(value, int) and value < 1 << 63:
        return float(value)
    return GoError(f"yaml: cannot decode !!{found} `{text}` as a {tag.replace(CORE, '!!')}")


def _plain(text: str) -> Scalar:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] == ".":
        return _float(text)
    if text[0] not in "+-0123456789":
        return text
    digits = text.replace("_", "")
    whole = _integer(digits)
    if whole is not None:
        return whole
    number = _float(digits)
    return text if isinstance(number, str) else number


def _integer(digits: str) -> int | None:
    """A number of 64 bits, as `ParseInt`, `ParseUint` and go-yaml's own look at binary numbers have it."""
    inside = _SIGN_INSIDE.fullmatch(digits)
    if len(digits) > _DIGITS or (inside and len(inside[1]) > _DIGITS):
        digits = _without_zeros(digits)
    found = _INTEGER.fullmatch(digits)
    if found is not None:
        sign, *groups = found.groups()
        base, number = next((base, each) for base, each in zip((16, 2, 8, 10), groups, strict=True) if each)
        value = int(sign + number, base) if len(number) <= _DIGITS else 1 << 64
    elif inside is not None:
        sign, value = inside[1][0], int(inside[1], 2)
    else:
        return None
    if -(1 << 63) <= value < 1 << 63 or (not sign and value < 1 << 64):
        return value
    return None


def _without_zeros(digits: str) -> str:
    """The number without the zeros between its prefix and its first digit, of which there may be any number."""
    return re.sub(r"\A([+-]?0[xXbBoO]?[+-]?)0+(?=[0-9a-fA-F])", r"\1", digits)


def _float(digits: str) -> float | str:
    """A finite number of 64 bits, or the text."""
    if _FLOAT.fullmatch(digits) is None:
        return digits
    value = float(digits)
    return digits if isinf(value) else value


def _kind(value: Scalar) -> str:
    kinds = {bool: "bool", int: "int", float: "float", str: "str"}
    return "null" if value is None else kinds[type(value)]


def _is_timestamp(text: str) -> bool:
    found = _TIMESTAMP.fullmatch(text)
    if found is None:
        return False
    year, month, day, *rest = (int(each or 0) for each in found.groups())
    hours, minutes = (rest[0], rest[5], rest[3]), (rest[1], rest[2], rest[4], rest[6], rest[7])
    days = monthrange(max(year, 1) if year % 4 else year or 4, month)[1] if 1 <= month <= 12 else 0
    return 1 <= day <= days and max(hours) <= 23 + (rest[3] == 24) and max(minutes) < 60


def _decoded(text: str) -> str | GoError:
    """The text of `!!binary`; bytes that are no UTF-8 become U+FFFD one by one when they pass through JSON."""
    bare = text.replace("\r", "").replace("\n", "")
    if _BASE64.fullmatch(bare) is None:
        return GoError("yaml: !!binary value contains invalid base64 data")
    found = base64.b64decode(bare).decode("utf-8", "surrogateescape")
    return re.sub("[\udc80-\udcff]", "\ufffd", found)
