"""Registries that let nobody in, and those that give tokens and give none."""

from __future__ import annotations

from collections.abc import Callable

from tests.integration.registry.fault import READING, SHORT, Fault, Place
from tests.integration.registry.faulty import Answer, Raw, Said

TOKEN = r"^GET /token"


def _refuses(challenge: str = "") -> Callable[[Place], None]:
    """Every request is answered 401."""
    headers = {"WWW-Authenticate": challenge} if challenge else {}
    return lambda there: there.registry.replace(r"^\w+ /v2/", Answer(401, headers))


def _bearer(token: Said | Callable[[Place], Said], realm: str = "") -> Callable[[Place], None]:
    """A token is asked for, and this is what comes instead of one."""

    def arrange(there: Place) -> None:
        address = realm or f"{there.registry.origin}/token"
        _refuses(f'Bearer realm="{address}",service="s",scope="repository:acme/train:pull"')(there)
        there.registry.replace(TOKEN, lambda request: token(there) if callable(token) else token)

    return arrange


def _token(text: bytes) -> Callable[[Place], None]:
    return _bearer(Answer(200, {"Content-Type": "application/json"}, text))


FAULTS = [
    Fault("401 forever, and a name is wanted", READING, _refuses('Basic realm="here"'), "needs a name and a password"),
    Fault(
        "401 forever, whatever token it gives",
        READING,
        _token(b'{"token":"abc"}'),
        "lets nobody in without a name and a password",
    ),
    Fault("401 without a challenge", ("check",), _refuses(), "names no way in"),
    Fault("401 with an unknown challenge", ("check",), _refuses("Negotiate, Digest realm=x"), "names no way in"),
    Fault("401 with half a challenge", ("check",), _refuses('Bearer realm="http://'), "which is no address"),
    Fault(
        "401 with a challenge of 60 KiB", ("check",), _refuses("Bearer " + "a" * 60_000), "a header of 60007 characters"
    ),
    Fault(
        "401 with a challenge of 8,000 letters", ("check",), _refuses("Bearer x=" + "a" * 8_000), "which is no address"
    ),
    Fault("tokens at no address", ("check",), _bearer(Answer(), "http://[bad"), "which is no address"),
    Fault("tokens from a file", ("check",), _bearer(Answer(), "file:///etc/passwd"), "which is no address"),
    Fault("tokens where nobody is", ("check",), _bearer(Answer(), "http://127.0.0.1:1/token"), "cannot be reached"),
    Fault("token that is garbage", READING, _token(b"<html>"), "gave no token that can be read"),
    Fault("token that is a list", ("check",), _token(b"[1]"), "gave no token that can be read"),
    Fault("token that is a number", ("check",), _token(b'{"token":1}'), "gave no token that can be read"),
    Fault("token that is missing", ("check",), _token(b"{}"), "gave no token that can be read"),
    Fault("token with a line break", ("check",), _token(b'{"token":"a\\r\\nX: y"}'), "gave no token that can be read"),
    Fault(
        "token with a letter beyond ASCII", ("check",), _token(b'{"token":"\\u20ac"}'), "gave no token that can be read"
    ),
    Fault("token nested 100,000 deep", ("check",), _token(b'{"token":' * 100_000), "gave no token that can be read"),
    Fault(
        "token with 5,000 digits",
        ("check",),
        _token(b'{"token":' + b"9" * 5000 + b"}"),
        "gave no token that can be read",
    ),
    Fault(
        "token without end",
        ("check",),
        _bearer(lambda there: Answer(200, {}, there.registry.endless())),
        "sends more than the 1048576 bytes",
    ),
    Fault(
        "slow drip of the token",
        ("check",),
        _bearer(lambda there: Raw(there.registry.slowly(b"HTTP/1.1 200 OK\r\n" * 99))),
        "within 0.5 s",
        SHORT,
    ),
    Fault(
        "token that is led elsewhere",
        ("check",),
        _bearer(Answer(307, {"Location": "http://127.0.0.2:9/token"})),
        "it answers 307",
    ),
    Fault("token that is refused", ("check",), _bearer(Answer(401)), "it answers 401"),
    Fault("500 for the token", ("check",), _bearer(Answer(500)), "it answers 500"),
]
