"""Requests to a registry: bounded in bytes and time, tried again where that helps, with no secret told to another host.

- A body is read up to a cap and no further, as the bytes that are sent: no encoding is asked for.
- 429, 502, 503 and 504 and connections that break are tried again, after as long as `Retry-After` says or 0.5, 1, 2, 4 s.
- A redirect is followed where the caller allows it, never from https to http, and to another host without credentials.
- `~/.netrc` is not read, cookies are not kept; the proxies of the environment are used.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.utils import get_environ_proxies

from compatlang import __version__
from compatlang.integrations.registry import credentials
from compatlang.integrations.registry.auth import Authorizer
from compatlang.integrations.registry.credentials import Credentials
from compatlang.integrations.registry.deadline import Deadline
from compatlang.integrations.registry.errors import NotFoundError, RegistryError

TRIES = 5
REDIRECTS = 5
TOKEN_BYTES = 1 << 20
ERROR_BYTES = 64 << 10

_AGAIN = frozenset({429, 502, 503, 504})
_REDIRECT = frozenset({301, 302, 303, 307, 308})
_CHUNK = 64 << 10
_FINAL = (socket.gaierror, ConnectionRefusedError, ValueError)
"""Errors that another try does not mend: no such name, nobody who listens, or an address that is none."""


class Options(NamedTuple):
    """How registries are spoken to."""

    plain_http: bool = False
    """Without TLS, which is for registries on this machine and in closed networks."""
    ca_file: str = ""
    """Certificates to trust instead of those of the system."""
    timeout: float = 25.0
    """Seconds that all work for one image may take."""
    find: Callable[[str], Credentials | None] = credentials.find


class Answer(NamedTuple):
    """What came of a request."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


class Transport:
    """Speaks to one registry until a deadline."""

    def __init__(self, host: str, options: Options, deadline: Deadline) -> None:
        self.host = host
        self.origin = f"{'http' if options.plain_http else 'https'}://{host}"
        self._deadline = deadline
        self._authorizer = Authorizer(host, plain_http=options.plain_http, find=options.find, ask=self._ask_for_token)
        self._authorization = ""
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = options.ca_file or True
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers = {"User-Agent": f"compatlang/{__version__}", "Accept-Encoding": "identity"}
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, deadline.adapter())

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
        url = urljoin(self.origin + "/", url)
        given = dict(headers or {})
        for _ in range(REDIRECTS + 1):
            answer = self._authorized(method, url, given, body, most)
            if answer.status not in _REDIRECT:
                return answer
            url = self._redirected(method, answer, elsewhere)
        raise RegistryError(f"`{self.host}` answers with one redirect after another")

    def _authorized(self, method: str, url: str, headers: dict[str, str], body: bytes | None, most: int) -> Answer:
        """One request, with what the registry asks for where it asks."""
        if not self._is_here(url):
            return self._tried(method, url, headers, body, most)
        known = {"Authorization": self._authorization} if self._authorization else {}
        answer = self._tried(method, url, headers | known, body, most)
        if answer.status != 401:
            return answer
        self._authorization = self._authorizer.answer(answer.headers.get("WWW-Authenticate", ""))
        answer = self._tried(method, url, headers | {"Authorization": self._authorization}, body, most)
        if answer.status == 401:
            raise RegistryError(f"`{self.host}` refuses the credentials that it was given")
        return answer

    def _ask_for_token(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
        answer = self._tried(method, url, dict(headers), body, TOKEN_BYTES)
        if answer.status != 200:
            raise RegistryError(
                f"`{urlsplit(url).netloc}` gives no token for `{self.host}`: it answers {answer.status}"
            )
        return answer.body

    def _tried(self, method: str, url: str, headers: dict[str, str], body: bytes | None, most: int) -> Answer:
        """One request, until it is answered with something that will not change."""
        for number in range(TRIES):
            last = number == TRIES - 1
            try:
                answer = self._once(method, url, headers, body, most)
            except requests.exceptions.SSLError as error:
                why = _words(_innermost(error))
                raise RegistryError(f"the certificate of `{urlsplit(url).netloc}` is not trusted: {why}") from error
            except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                self._deadline.check(urlsplit(url).netloc)
                inner = _innermost(error)
                if last or isinstance(inner, _FINAL):
                    raise RegistryError(f"`{urlsplit(url).netloc}` cannot be reached: {_words(inner)}") from error
                self._deadline.wait(0.5 * 2**number)
                continue
            if answer.status not in _AGAIN or last:
                return answer
            self._wait(answer, 0.5 * 2**number)
        raise AssertionError("the last try returns or raises")

    def _wait(self, answer: Answer, seconds: float) -> None:
        asked = _retry_after(answer)
        seconds = seconds if asked is None else asked
        if seconds > self._deadline.left:
            asks = f", and asks to wait {seconds:g} s" if asked is not None else ""
            longer = f"longer than the {self._deadline.seconds:g} s that it has (--timeout)"
            raise RegistryError(f"`{self.host}` answers {answer.status}{asks}: that is {longer}")
        self._deadline.wait(seconds)

    def _once(self, method: str, url: str, headers: dict[str, str], body: bytes | None, most: int) -> Answer:
        host = urlsplit(url).netloc
        self._deadline.check(host)
        with self._session.request(
            method,
            url,
            headers=headers,
            data=body,
            stream=True,
            allow_redirects=False,
            timeout=self._deadline.timeouts(),
            proxies=get_environ_proxies(url),
        ) as response:
            most = most if response.ok else ERROR_BYTES
            data = b"" if method == "HEAD" else self._body(response, most, host)
            return Answer(response.status_code, response.headers, data, url)

    def _body(self, response: requests.Response, most: int, host: str) -> bytes:
        """All of a body, in whatever pieces it comes. Of one that is too long no more is read than shows that."""
        data = bytearray()
        while len(data) <= most:
            piece = response.raw.read1(_CHUNK, decode_content=False)
            self._deadline.check(host)
            if not piece:
                _check_complete(response, len(data), host)
                return bytes(data)
            data += piece
        if response.ok:
            raise RegistryError(f"`{host}` sends more than the {most} bytes that are taken of such a document")
        return bytes(data[:most])

    def _redirected(self, method: str, answer: Answer, elsewhere: bool) -> str:
        """Where a redirect leads, if it may be followed. Raises `RegistryError`."""
        target = urljoin(answer.url, answer.headers.get("Location", ""))
        try:
            there, here = urlsplit(target), urlsplit(answer.url)
            sound = there.scheme in ("http", "https") and bool(there.hostname) and "@" not in there.netloc
        except ValueError:
            sound = False
        if not sound:
            raise RegistryError(f"`{self.host}` redirects to `{target}`, which is no address")
        if here.scheme == "https" and there.scheme == "http":
            raise RegistryError(f"`{self.host}` redirects to `{target}`: that would leave TLS")
        if method not in ("GET", "HEAD"):
            raise RegistryError(f"`{self.host}` redirects what is sent to it to `{target}`")
        if not elsewhere and not self._is_here(target):
            raise RegistryError(f"`{self.host}` redirects to another host, `{there.netloc}`, for what only it can say")
        return target

    def _is_here(self, url: str) -> bool:
        """Whether an address is this registry's own: the same scheme, host and port."""
        return url.startswith(self.origin + "/")


def checked(answer: Answer, what: str, *statuses: int) -> Answer:
    """The answer, if its status is one of those. Raises `NotFoundError` for 404, else `RegistryError`."""
    if answer.status in statuses:
        return answer
    if answer.status == 404:
        raise NotFoundError(f"{what} is not there")
    raise RegistryError(f"{what}: `{urlsplit(answer.url).netloc}` answers {answer.status}{_said(answer.body)}")


def _said(body: bytes) -> str:
    """The message of an error as the distribution specification has it, at most its beginning."""
    import json

    try:
        first = json.loads(body)["errors"][0]
        text = str(first.get("message") or first.get("code") or "")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return ""
    return f", {text[:200]}" if text else ""


def _check_complete(response: requests.Response, length: int, host: str) -> None:
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) != length:
        raise requests.exceptions.ConnectionError(f"`{host}` broke off after {length} of {announced} bytes")


def _retry_after(answer: Answer) -> float | None:
    """The seconds that an answer asks to wait, by number or by date; None where it does not say (RFC 9110, section 10.2.3)."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        then, now = parsedate_to_datetime(text), parsedate_to_datetime(answer.headers.get("Date", ""))
        return max(0.0, (then - now).total_seconds())
    except (TypeError, ValueError):
        return None


def _innermost(error: BaseException) -> BaseException:
    """The error that all others were made of."""
    while True:
        inner = getattr(error, "reason", None) or error.__cause__ or error.__context__ or next(iter(error.args), None)
        if not isinstance(inner, BaseException) or inner is error:
            return error
        error = inner


def _words(error: BaseException) -> str:
    """What an error says, without its class and number."""
    text = getattr(error, "strerror", None) or getattr(error, "verify_message", None) or str(error)
    return str(text)[:200].lower()
