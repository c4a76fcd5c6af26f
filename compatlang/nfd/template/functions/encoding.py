"""Sprig's encodings and checksums. A text that cannot be decoded gives the text of the error, without failing."""

from __future__ import annotations

import base64
import hashlib
import zlib

from compatlang.nfd.template.errors import CallError
from compatlang.nfd.template.functions.registry import Function
from compatlang.nfd.template.kinds import STRING

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_NEWLINES = b"\r\n"
_PAD = ord("=")


def _b64enc(text: bytes) -> bytes:
    return base64.b64encode(text)


def _b64dec(text: bytes) -> bytes:
    try:
        return base64.b64decode(_checked_base64(text))
    except CallError as error:
        return str(error).encode()


def _checked_base64(text: bytes) -> bytes:
    """A text in base 64 without its newlines; padding may have bits that do not count, as in Go."""
    kept = bytearray()
    at = 0
    while at < len(text):
        if text[at] == _PAD:
            _check_padding(text, at, len(kept) % 4)
            return bytes(kept) + b"=" * (-len(kept) % 4)
        if text[at] in _BASE64:
            kept.append(text[at])
        elif text[at] not in _NEWLINES:
            raise CallError(f"illegal base64 data at input byte {at}")
        at += 1
    if len(kept) % 4:
        # Go says where the last group of four began, newlines in it not counted.
        raise CallError(f"illegal base64 data at input byte {len(text) - len(kept) % 4}")
    return bytes(kept)


def _check_padding(text: bytes, at: int, digits: int) -> None:
    """Whether the padding that starts at some place is the one that so many digits need."""
    bad = at if digits < 2 else None
    following = _skip_newlines(text, at + 1)
    if bad is None and digits == 2:
        if following == len(text):
            bad = len(text)
        elif text[following] != _PAD:
            bad = following - 1
        else:
            following = _skip_newlines(text, following + 1)
    if bad is None and following < len(text):
        bad = following
    if bad is not None:
        raise CallError(f"illegal base64 data at input byte {bad}")


def _skip_newlines(text: bytes, at: int) -> int:
    while at < len(text) and text[at] in _NEWLINES:
        at += 1
    return at


def _b32enc(text: bytes) -> bytes:
    return base64.b32encode(text)


def _b32dec(text: bytes) -> bytes:
    text = text.replace(b"\r", b"").replace(b"\n", b"")
    try:
        digits = _checked_base32(text)
    except CallError as error:
        return str(error).encode()
    return base64.b32decode(digits + b"=" * (-len(digits) % 8))


def _checked_base32(text: bytes) -> bytes:
    """The digits of a text in base 32, once its padding is found right; places are counted as Go counts them."""
    for at, byte in enumerate(text):
        digits, left = at % 8, len(text) - at - 1
        if byte == _PAD and digits >= 2 and left < 8:
            return _padded_base32(text, at, digits, left)
        if byte not in _BASE32:
            raise CallError(f"illegal base32 data at input byte {at}")
    if len(text) % 8:
        raise CallError(f"illegal base32 data at input byte {len(text) - len(text) % 8}")
    return text


def _padded_base32(text: bytes, at: int, digits: int, left: int) -> bytes:
    if left + digits < 7:
        raise CallError(f"illegal base32 data at input byte {len(text)}")
    for index in range(7 - digits):
        if index < left and text[at + 1 + index] != _PAD:
            raise CallError(f"illegal base32 data at input byte {at + index}")
    if digits in {3, 6}:
        raise CallError(f"illegal base32 data at input byte {at}")
    return text[:at]


def _sha1sum(text: bytes) -> bytes:
    return hashlib.sha1(text, usedforsecurity=False).hexdigest().encode()


def _sha256sum(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest().encode()


def _sha512sum(text: bytes) -> bytes:
    return hashlib.sha512(text).hexdigest().encode()


def _adler32sum(text: bytes) -> bytes:
    return str(zlib.adler32(text)).encode()


FUNCTIONS = (
    Function("b64enc", _b64enc, (STRING,), STRING),
    Function("b64dec", _b64dec, (STRING,), STRING),
    Function("b32enc", _b32enc, (STRING,), STRING),
    Function("b32dec", _b32dec, (STRING,), STRING),
    Function("sha1sum", _sha1sum, (STRING,), STRING),
    Function("sha256sum", _sha256sum, (STRING,), STRING),
    Function("sha512sum", _sha512sum, (STRING,), STRING),
    Function("adler32sum", _adler32sum, (STRING,), STRING),
)
