"""What go-yaml says of bytes that are no UTF-8."""

from __future__ import annotations


def utf8_problem(data: bytes) -> str:
    """The complaint about the first character that is none, "" where all are well."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return _complaint(data[error.start : error.start + 4])
    return ""


def _complaint(data: bytes) -> str:
    lead = data[0]
    width = next(
        (width for mask, bits, width in ((0xE0, 0xC0, 2), (0xF0, 0xE0, 3), (0xF8, 0xF0, 4)) if lead & mask == bits), 0
    )
    if not width:
        return "invalid leading UTF-8 octet"
    if len(data) < width:
        return "incomplete UTF-8 octet sequence"
    if any(each & 0xC0 != 0x80 for each in data[1:width]):
        return "invalid trailing UTF-8 octet"
    value = lead & (0xFF >> (width + 1))
    for each in data[1:width]:
        value = value << 6 | each & 0x3F
    return (
        "invalid length of a UTF-8 sequence"
        if value < (0x80, 0x800, 0x10000)[width - 2]
        else "invalid Unicode character"
    )
