"""How a registry lets one in: it answers 401 with a challenge, and the next request carries what the challenge asks for.

Challenges are those of RFC 9110, section 11.6.1, `Basic` and `Bearer`; tokens are had as the distribution project's token
specification says, or for an identity token by OAuth 2.0 (RFC 6749, section 6).

Credentials are for the host that they are kept for. The host that gives tokens may be another one, which that registry
names; it is told them over TLS only, unless the registry itself is spoken to in plain HTTP.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol
from urllib.parse import urlencode, urlsplit

from compatlang.integrations.registry.address import place
from compatlang.integrations.registry.credentials import Credentials
from compatlang.integrations.registry.errors import RegistryError

CLIENT = "compatlang"

_LOG_IN = "log in with `docker login` or `oras login`"

_CHALLENGE = re.compile(r"(?:^|,)\s*(Basic|Bearer)(?=\s+[\w-]+\s*=|\s*(?:,|$))", re.IGNORECASE)
_PARAMETER = re.compile(r'([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')


class Challenge(NamedTuple):
    """One way in: its scheme, in lower case, and its parameters."""

    scheme: str
    parameters: Mapping[str, str]


class Ask(Protocol):
    """Sends a request to whoever gives tokens, and returns the body of the answer."""

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
        """Raises `RegistryError` where there is no answer."""


def challenges(header: str) -> list[Challenge]:
    """The ways in that a `WWW-Authenticate` header names, of those that are known here.

    >>> challenges('Bearer realm="https://auth.example/token",service="registry.example"')[0].parameters["service"]
    'registry.example'
    """
    starts = list(_CHALLENGE.finditer(header))
    ends = [*(each.start() for each in starts), len(header)][1:]
    return [
        Challenge(
            start[1].lower(),
            {
                key.lower(): re.sub(r"\\(.)", r"\1", quoted) or bare
                for key, quoted, bare in _PARAMETER.findall(header[start.end() : end])
            },
        )
        for start, end in zip(starts, ends, strict=True)
    ]


class Authorizer:
    """What is told to one registry. `find` gives the credentials for it and is asked at the first challenge only."""

    def __init__(self, host: str, *, plain_http: bool, find: Callable[[str], Credentials | None], ask: Ask) -> None:
        self._host = host
        self._plain_http = plain_http
        self._find = find
        self._ask = ask
        self._credentials: Credentials | None = None
        self._looked = False

    def answer(self, header: str) -> str:
        """The `Authorization` that a challenge asks for. Raises `RegistryError` where there is none."""
        credentials = self._known()
        found = {each.scheme: each for each in reversed(challenges(header))}
        if "bearer" in found:
            return "Bearer " + self._token(found["bearer"].parameters, credentials)
        if "basic" in found:
            if credentials is None or credentials.identity_token:
                raise RegistryError(f"`{self._host}` needs a name and a password, and none are kept for it: {_LOG_IN}")
            return credentials.basic
        raise RegistryError(
            f"`{self._host}` refuses the request and names no way in that is known here (Basic, Bearer)"
        )

    def refused(self) -> str:
        """Why a request may still be refused that carries what was asked for."""
        if self._known() is None:
            return f"`{self._host}` lets nobody in without a name and a password, and none are kept for it: {_LOG_IN}"
        return f"`{self._host}` refuses the credentials that are kept for it: {_LOG_IN}"

    def _known(self) -> Credentials | None:
        if not self._looked:
            self._credentials, self._looked = self._find(self._host), True
        return self._credentials

    def _token(self, parameters: Mapping[str, str], credentials: Credentials | None) -> str:
        realm = parameters.get("realm", "")
        self._check_realm(realm)
        query = {key: parameters[key] for key in ("service", "scope") if parameters.get(key)}
        headers = {"Accept": "application/json"}
        if credentials is not None and credentials.identity_token:
            form = query | {
                "grant_type": "refresh_token",
                "refresh_token": credentials.identity_token,
                "client_id": CLIENT,
            }
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            return self._read(realm, self._ask("POST", realm, headers, urlencode(form).encode()))
        if credentials is not None:
            headers["Authorization"] = credentials.basic
        url = f"{realm}{'&' if urlsplit(realm).query else '?'}{urlencode(query)}" if query else realm
        return self._read(realm, self._ask("GET", url, headers, None))

    def _check_realm(self, realm: str) -> None:
        try:
            scheme = place(realm).scheme
        except ValueError:
            raise RegistryError(f"`{self._host}` sends clients to `{realm}` for a token, which is no address") from None
        if scheme == "http" and not self._plain_http:
            raise RegistryError(
                f"`{self._host}` sends clients to `{realm}` for a token: credentials do not go over plain HTTP"
            )

    def _read(self, realm: str, body: bytes) -> str:
        try:
            said = json.loads(body)
            token = said.get("token") or said.get("access_token")
        except (ValueError, AttributeError, RecursionError):
            token = None
        if not isinstance(token, str) or not re.fullmatch(r"[\x21-\x7e]+", token):
            raise RegistryError(f"`{urlsplit(realm).netloc}` gave no token that can be read")
        return token
