"""Kubernetes quantities as exact integers.

The format is that of k8s.io/apimachinery `resource.ParseQuantity`: a signed decimal number and a binary suffix (`Ki` to
`Ei`), a decimal one (`n`, `u`, `m`, `k`, `M` to `E`) or an exponent (`e3`). The unit of a key is 10^-9, the finest that
Kubernetes keeps; what is finer is rounded away from zero, as there.
"""

from __future__ import annotations

import re

from compatlang.values.lazy import lazily

_NANO = 10**9
_QUANTITY = lazily(
    r"([+-]?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))(?:([KMGTPE]i|[numkMGTPE])|[eE]([+-]?[0-9]{1,3}))?", re.ASCII
)
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_CHARACTERS = 64
"""Longer texts are no quantities; it keeps every key small."""


def parse_quantity(text: str) -> int | None:
    """The value in units of 10^-9, or None where the text is no quantity.

    >>> parse_quantity("250m"), parse_quantity("1Ki"), parse_quantity("1e3") == parse_quantity("1k")
    (250000000, 1024000000000, True)
    """
    if len(text) > _CHARACTERS:
        return None
    match = _QUANTITY.fullmatch(text)
    if match is None:
        return None
    sign, whole, fraction, bare_fraction, suffix, exponent = match.groups()
    digits = fraction if fraction is not None else bare_fraction or ""
    numerator = int((whole or "0") + digits) * _NANO
    denominator = int(10 ** len(digits))
    if suffix in _BINARY:
        numerator <<= _BINARY[suffix]
    else:
        power = int(exponent) if exponent is not None else _DECIMAL[suffix or ""]
        numerator *= int(10 ** max(power, 0))
        denominator *= int(10 ** max(-power, 0))
    magnitude = -(-numerator // denominator)
    return -magnitude if sign == "-" else magnitude


def show_quantity(key: int) -> str:
    """The shortest text of a key, a whole number and a suffix.

    >>> show_quantity(parse_quantity("1.5Gi")), show_quantity(parse_quantity("0.5"))
    ('1536Mi', '500m')
    """
    units = [(suffix, 10 ** (power + 9)) for suffix, power in _DECIMAL.items()]
    units += [(suffix, 10**9 << power) for suffix, power in _BINARY.items()]
    texts = [f"{key // unit}{suffix}" for suffix, unit in units if key % unit == 0]
    shortest = min(texts, key=len)
    return shortest if len(shortest) <= _CHARACTERS else _with_exponent(key)


def _with_exponent(key: int) -> str:
    digits = str(key)
    mantissa = digits.rstrip("0")
    return f"{mantissa}e{len(digits) - len(mantissa) - 9}"
