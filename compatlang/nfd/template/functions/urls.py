"""Sprig's `urlParse` and `urlJoin`, and the escaping behind them and `urlquery`: Go's net/url."""

from __future__ import annotations

import ipaddress
import re
from enum import Enum
from typing import NamedTuple

from compatlang.nfd.template import quoting
from compatlang.nfd.template.errors import CallError, RefusedError
from compatlang.nfd.template.functions.registry import Function
from compatlang.nfd.template.kinds import DICT, STRING
from compatlang.nfd.template.limits import check_text
from compatlang.nfd.template.values import NOTHING, Value, string

_UNRESERVED = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~"


class Part(Enum):
    """A part of a URL, by the bytes that stand there as they are."""

    PATH = _UNRESERVED + b"$&+,/:;=@"
    HOST = _UNRESERVED + b"!$&'()*+,;=:[]<>\""
    USER = _UNRESERVED + b"$&+,;="
    QUERY = _UNRESERVED
    FRAGMENT = _UNRESERVED + b"$&+,/:;=?@!()*"


_ESCAPE = re.compile(rb"%([0-9a-fA-F]{2})?")
_SCHEME = re.compile(rb"([A-Za-z][A-Za-z0-9+\-.]*):")
_PORT = re.compile(rb"(?::[0-9]*)?")
_USER = re.compile(rb"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*")
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")


def escape(text: bytes, part: Part) -> bytes:
    """A text as it is written in a part of a URL; in a query a space is a plus."""
    check_text(3 * len(text))
    plus = b"+" if part is Part.QUERY else b"%20"
    return b"".join(
        bytes([byte]) if byte in part.value else plus if byte == 0x20 else b"%%%02X" % byte for byte in text
    )


def _unescape(text: bytes, part: Part) -> bytes:
    for match in _ESCAPE.finditer(text):
        escaped = text[match.start() : match.start() + 3]
        ascii_host = part is Part.HOST and escaped[1:2] < b"8" and escaped != b"%25"
        if match[1] is None or ascii_host:
            raise CallError(f"invalid URL escape {quoting.quote(escaped)}")
    if part is Part.HOST:
        for at, byte in enumerate(text):
            if byte < 0x80 and byte not in Part.HOST.value and byte != ord("%"):
                raise CallError(f"invalid character {quoting.quote(text[at : at + 1])} in host name")
    return _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), text)


class _User(NamedTuple):
    """The user of a URL; None for a password that is not given."""

    name: bytes
    password: bytes | None

    def text(self) -> bytes:
        password = b"" if self.password is None else b":" + escape(self.password, Part.USER)
        return escape(self.name, Part.USER) + password


class _Url(NamedTuple):
    """The parts of a URL as sprig shows them."""

    scheme: bytes = b""
    opaque: bytes = b""
    user: _User | None = None
    host: bytes = b""
    path: bytes = b""
    query: bytes = b""
    fragment: bytes = b""


def _parse(text: bytes) -> _Url:
    url, _, fragment = text.partition(b"#")
    whole = url
    try:
        parsed = _parse_url(url)
        whole = text
        return parsed._replace(fragment=_unescape(fragment, Part.FRAGMENT))
    except CallError as error:
        raise CallError(f"parse {quoting.quote(whole)}: {error}") from None


def _parse_url(text: bytes) -> _Url:
    if _CONTROL.search(text):
        raise CallError("net/url: invalid control character in URL")
    if text == b"*":
        return _Url(path=text)
    if text.startswith(b":"):
        raise CallError("missing protocol scheme")
    match = _SCHEME.match(text)
    scheme, rest = (match[1].lower(), text[match.end() :]) if match else (b"", text)
    rest, _, query = rest.partition(b"?")
    if not rest.startswith(b"/"):
        if scheme:
            return _Url(scheme, opaque=rest, query=query)
        if b":" in rest.partition(b"/")[0]:
            raise CallError("first path segment in URL cannot contain colon")
    user, host = None, b""
    if rest.startswith(b"//") and (scheme or not rest.startswith(b"///")):
        authority, slash, rest = rest[2:].partition(b"/")
        rest = slash + rest
        user, host = _parse_authority(scheme, authority)
    return _Url(scheme, b"", user, host, _unescape(rest, Part.PATH), query)


def _parse_authority(scheme: bytes, authority: bytes) -> tuple[_User | None, bytes]:
    user, at, host = authority.rpartition(b"@")
    host = _parse_host(scheme, host)
    if not at:
        return None, host
    if not _USER.fullmatch(user):
        raise CallError("net/url: invalid userinfo")
    name, colon, password = user.partition(b":")
    name = _unescape(name, Part.USER)
    return _User(name, _unescape(password, Part.USER) if colon else None), host


def _parse_host(scheme: bytes, host: bytes) -> bytes:
    bracket = host.rfind(b"[")
    if bracket > 0:
        raise CallError("invalid IP-literal")
    if bracket == 0:
        return _parse_literal(host)
    # Two colons were once taken for a list of hosts, and for other schemes than these they still are.
    at = host.find(b":") if scheme in {b"http", b"https"} else host.rfind(b":")
    if at >= 0:
        _check_port(host[at:])
    return _unescape(host, Part.HOST)


def _check_port(port: bytes) -> None:
    if not _PORT.fullmatch(port):
        raise CallError(f"invalid port {quoting.quote(port)} after host")


def _parse_literal(host: bytes) -> bytes:
    close = host.rfind(b"]")
    if close < 0:
        raise CallError("missing ']' in host")
    _check_port(host[close + 1 :])
    name = host[1:close]
    if b"%" in name:
        raise RefusedError("an address with a zone or an escape is not supported in a URL")
    name = _unescape(name, Part.HOST)
    try:
        ipaddress.IPv6Address(name.decode("latin-1"))
    except ValueError:
        raise CallError("invalid IP-literal") from None
    return b"[" + name + b"]" + host[close + 1 :]


def _hostname(host: bytes) -> bytes:
    name, colon, port = host.rpartition(b":")
    if colon and _PORT.fullmatch(colon + port):
        host = name
    return host[1:-1] if host.startswith(b"[") and host.endswith(b"]") else host


def _url_parse(text: bytes) -> dict[bytes, Value]:
    try:
        url = _parse(text)
    except CallError as error:
        raise CallError(f"unable to parse url: {error}") from None
    parts = {
        b"scheme": url.scheme,
        b"host": url.host,
        b"hostname": _hostname(url.host),
        b"path": url.path,
        b"query": url.query,
        b"opaque": url.opaque,
        b"fragment": url.fragment,
        b"userinfo": url.user.text() if url.user else b"",
    }
    return {name: string(part) for name, part in parts.items()}


def _url_join(parts: dict[bytes, Value] | None) -> bytes:
    given = parts or {}
    names = ("scheme", "host", "path", "query", "opaque", "fragment", "userinfo")
    scheme, host, path, query, opaque, fragment, userinfo = (_part(given, name) for name in names)
    return _written(_Url(scheme, opaque, _user(userinfo), host, path, query, fragment))


def _part(parts: dict[bytes, Value], name: str) -> bytes:
    value = parts.get(name.encode(), string(b""))
    if value is NOTHING:
        raise CallError("runtime error: invalid memory address or nil pointer dereference")
    if value.kind != "string":
        raise CallError(f"unable to parse {name} key, must be of type string, but {value.kind} found")
    text: bytes = value.data
    return text


def _user(text: bytes) -> _User | None:
    if not text:
        return None
    try:
        return _parse(b"proto://" + text + b"@host").user
    except CallError as error:
        raise CallError(f"unable to parse userinfo in dict: {error}") from None


def _written(url: _Url) -> bytes:
    """`URL.String` for a URL of which only the parts are known."""
    text = url.scheme + b":" if url.scheme else b""
    text += url.opaque or _authority_and_path(url, started=bool(text))
    if url.query:
        text += b"?" + url.query
    return text + (b"#" + escape(url.fragment, Part.FRAGMENT) if url.fragment else b"")


def _authority_and_path(url: _Url, *, started: bool) -> bytes:
    text = b""
    if (url.host or url.user is not None) or (url.scheme and url.path):
        text = b"//"
    if url.user is not None:
        text += url.user.text() + b"@"
    text += escape(url.host, Part.HOST)
    path = b"*" if url.path == b"*" else escape(url.path, Part.PATH)
    if path and not path.startswith(b"/") and url.host:
        text += b"/"
    if not started and not text and b":" in path.partition(b"/")[0]:
        text = b"./"
    return text + path


FUNCTIONS = (
    Function("urlParse", _url_parse, (STRING,), DICT),
    Function("urlJoin", _url_join, (DICT,), STRING),
)
