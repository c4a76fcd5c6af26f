"""One request and its answer, bounded in bytes and time, and tried again where that helps.

- A body is read up to a cap and no further, as the bytes that are sent: no encoding is asked for.
- 429, 502, 503 and 504 and connections that break are tried again, after as long as `Retry-After` says or 0.5, 1, 2, 4 s.
- `~/.netrc` is not read, cookies are not kept; the proxies of the environment are used.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import NamedTuple
from urllib.parse import urlsplit

import requests
from requests.utils import get_environ_proxies
from urllib3.exceptions import ConnectTimeoutError, HTTPError, LocationValueError, NewConnectionError

from compatlang import __version__
from compatlang.integrations.causes import causes, words
from compatlang.integrations.registry.deadline import Deadline
from compatlang.integrations.registry.errors import NoAnswerError, RegistryError

TRIES = 5
ERROR_BYTES = 64 << 10
HEADER_CHARACTERS = 16 << 10

_AGAIN = frozenset({429, 502, 503, 504})
_CHUNK = 64 << 10
_FAILURES = (requests.exceptions.RequestException, HTTPError, OSError)
"""What a request raises. Reading a body raises the errors of urllib3, which requests only translates while it reads itself."""

_NO_HOST = (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, LocationValueError)


class Answer(NamedTuple):
    """What came of a request."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


class Exchange:
    """Sends requests until a deadline, to whatever host they are for."""

    def __init__(self, ca_file: str, deadline: Deadline) -> None:
        self._deadline = deadline
        self._session = _Session()
        self._session.trust_env = False
        self._session.verify = ca_file or True
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers = {"User-Agent": f"compatlang/{__version__}", "Accept-Encoding": "identity"}
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, deadline.adapter())

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, most: int) -> Answer:
        """The answer, of whose body at most `most` bytes are taken. Raises `RegistryError` where there is none."""
        for number in range(TRIES):
            last, pause = number == TRIES - 1, 0.5 * 2**number
            try:
                answer = self._once(method, url, headers, body, most)
            except _FAILURES as error:
                host = urlsplit(url).netloc
                self._deadline.check(host)
                if last or pause > self._deadline.left or not _may_pass(error):
                    raise NoAnswerError(_why(error, host)) from error
                self._deadline.wait(pause)
                continue
            if answer.status not in _AGAIN or last:
                return answer
            self._wait(answer, pause)
        raise AssertionError("the last try returns or raises")

    def _wait(self, answer: Answer, seconds: float) -> None:
        asked = _retry_after(answer)
        seconds = seconds if asked is None else asked
        if seconds > self._deadline.left:
            asks = f", and asks to wait {seconds:.0f} s" if asked is not None else ""
            host, longer = urlsplit(answer.url).netloc, f"longer than the {self._deadline.seconds:g} s that it has"
            raise NoAnswerError(f"`{host}` answers {answer.status}{asks}: that is {longer} (--timeout)")
        self._deadline.wait(seconds)

    def _once(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, most: int) -> Answer:
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
            _check_headers(response.headers, host)
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
                return bytes(data)
            data += piece
        if response.ok:
            raise RegistryError(f"`{host}` sends more than the {most} bytes that are taken of such a document")
        return bytes(data[:most])


class _Session(requests.Session):
    """A session that follows no redirect; a plain one, even when it is told not to, reads all of its body and its target."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


def _check_headers(headers: Mapping[str, str], host: str) -> None:
    """Headers are searched for what they say, which takes its time where one is long and says nothing."""
    for name, value in headers.items():
        if len(value) > HEADER_CHARACTERS:
            raise RegistryError(
                f"`{host}` sends a header of {len(value)} characters, `{name}`; at most {HEADER_CHARACTERS} are taken"
            )


def _retry_after(answer: Answer) -> float | None:
    """The seconds that an answer asks to wait, by number or by date; None where it does not say (RFC 9110, section 10.2.3)."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        then, now = parsedate_to_datetime(text), parsedate_to_datetime(answer.headers.get("Date", ""))
        return max(0.0, (then - now).total_seconds())
    except (TypeError, ValueError):
        return None


def _may_pass(error: BaseException) -> bool:
    """Whether another try may do better: not where nobody listens, where TLS fails, or where an address is none."""
    lasting = (requests.exceptions.SSLError, NewConnectionError, *_NO_HOST)
    return not any(isinstance(each, lasting) for each in causes(error))


def _why(error: BaseException, host: str) -> str:
    made_of = causes(error)
    last = words(made_of[-1])
    if isinstance(made_of[-1], ssl.SSLCertVerificationError):
        return f"the certificate of `{host}` is not trusted: {last}; --ca-file names certificates that are"
    if isinstance(error, requests.exceptions.SSLError):
        return f"`{host}` cannot be spoken to with TLS: {last}; --plain-http is for registries without it"
    if any(isinstance(each, _NO_HOST) for each in made_of):
        return f"`{host}` is no host that can be asked"
    if any(isinstance(each, NewConnectionError | ConnectTimeoutError) for each in made_of):
        return f"`{host}` cannot be reached: {last}"
    return f"the connection to `{host}` broke: {last}"
