"""Requests to one registry, with no secret told to another host.

A redirect is followed where the caller allows it, never from https to http, and to another host without credentials.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from compatlang.integrations.registry import credentials
from compatlang.integrations.registry.address import place, resolve
from compatlang.integrations.registry.auth import Authorizer
from compatlang.integrations.registry.credentials import Credentials
from compatlang.integrations.registry.deadline import Deadline
from compatlang.integrations.registry.errors import NotFoundError, RegistryError
from compatlang.integrations.registry.exchange import Answer, Exchange

REDIRECTS = 5
TOKEN_BYTES = 1 << 20

_REDIRECT = frozenset({301, 302, 303, 307, 308})
_ERROR_CHARACTERS = 200


class Options(NamedTuple):
    """How registries are spoken to."""

    plain_http: bool = False
    """Without TLS, which is for registries on this machine and in closed networks."""
    ca_file: str = ""
    """Certificates to trust instead of Mozilla's, which come with `certifi`."""
    timeout: float = 25.0
    """Seconds that all work for one image may take."""
    find: Callable[[str], Credentials | None] = credentials.find


class Transport:
    """Speaks to one registry until a deadline."""

    def __init__(self, host: str, options: Options, deadline: Deadline) -> None:
        self.host = host
        self.origin = f"{'http' if options.plain_http else 'https'}://{host}"
        self._exchange = Exchange(options.ca_file, deadline)
        self._authorizer = Authorizer(host, plain_http=options.plain_http, find=options.find, ask=self._ask_for_token)
        self._authorization = ""

    def send(
        self,
        method: str,
        url: str,
        *,
        most: int,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        elsewhere: bool = False,
    ) -> Answer:
        """The answer to a request at this registry, whatever its status but for 401 and those that are tried again.

        `url` may be a path. Of a body at most `most` bytes are taken. With `elsewhere` a redirect to another host is followed.
        """
        url = resolve(url, self.origin + "/", self.host)
        if not self._is_here(url):
            raise RegistryError(f"`{self.host}` refers to another place, `{url}`, for what only it can do")
        for _ in range(REDIRECTS + 1):
            answer = self._authorized(method, url, headers or {}, body, most)
            if answer.status not in _REDIRECT:
                return answer
            url = self._redirected(method, answer, elsewhere)
        raise RegistryError(f"`{self.host}` answers with one redirect after another")

    def _authorized(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, most: int) -> Answer:
        """One request, with what the registry asks for where it asks."""
        if not self._is_here(url):
            return self._exchange.send(method, url, headers, body, most)
        known = {"Authorization": self._authorization} if self._authorization else {}
        answer = self._exchange.send(method, url, {**headers, **known}, body, most)
        if answer.status != 401:
            return answer
        self._authorization = self._authorizer.answer(answer.headers.get("WWW-Authenticate", ""))
        answer = self._exchange.send(method, url, {**headers, "Authorization": self._authorization}, body, most)
        if answer.status == 401:
            raise RegistryError(self._authorizer.refused())
        return answer

    def _ask_for_token(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
        answer = self._exchange.send(method, url, headers, body, TOKEN_BYTES)
        if answer.status != 200:
            raise RegistryError(
                f"`{urlsplit(url).netloc}` gives no token for `{self.host}`: it answers {answer.status}"
            )
        return answer.body

    def _redirected(self, method: str, answer: Answer, elsewhere: bool) -> str:
        """Where a redirect leads, if it may be followed. Raises `RegistryError`."""
        target = resolve(answer.headers.get("Location", ""), answer.url, self.host)
        if answer.url.startswith("https:") and not target.startswith("https:"):
            raise RegistryError(f"`{self.host}` redirects to `{target}`: that would leave TLS")
        if method not in ("GET", "HEAD"):
            raise RegistryError(f"`{self.host}` redirects what is sent to it to `{target}`")
        if not elsewhere and not self._is_here(target):
            host = urlsplit(target).netloc
            raise RegistryError(f"`{self.host}` redirects to another host, `{host}`, for what only it can say")
        return target

    def _is_here(self, url: str) -> bool:
        """Whether an address is this registry's own: the same scheme, host and port."""
        return place(url) == place(self.origin)


def checked(answer: Answer, what: str, *statuses: int) -> Answer:
    """The answer, if its status is one of those. Raises `NotFoundError` for 404, else `RegistryError`."""
    if answer.status in statuses:
        return answer
    if answer.status == 404:
        raise NotFoundError(f"{what} is not there")
    raise RegistryError(f"{what}: `{urlsplit(answer.url).netloc}` answers {answer.status}{_said(answer.body)}")


def _said(body: bytes) -> str:
    """The message of an error as the distribution specification has it, at most its beginning."""
    try:
        first = json.loads(body)["errors"][0]
        text = str(first.get("message") or first.get("code") or "")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return ""
    return f", {text[:_ERROR_CHARACTERS]}" if text else ""
