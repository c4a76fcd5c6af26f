"""What can go wrong with a cluster. The message of each exception is the whole clause for people."""

from __future__ import annotations

from compatlang.diagnostics.render.plain import cut, plain
from compatlang.errors import CompatlangError

_MOST_CHARACTERS = 1000


class ClusterError(CompatlangError):
    """A cluster, or what says how to reach one, did not give what it was asked for; nothing of it has been used."""

    def __init__(self, message: str) -> None:
        # It may quote what a server says, which may be anything.
        super().__init__(cut(plain(message), _MOST_CHARACTERS))


class ForbiddenError(ClusterError):
    """The cluster does not know who asks, or does not let them."""


class NotServedError(ClusterError):
    """The API server has no such kind of objects."""


class NotFoundError(ClusterError):
    """There is no object with such a name."""


class GoneError(ClusterError):
    """The cluster no longer has the state that was asked for (410).

    `continuation` is the token that goes on with the rest of a list as it is now; empty where the answer has none.
    """

    def __init__(self, message: str, continuation: str = "") -> None:
        super().__init__(message)
        self.continuation = continuation


class LostError(ClusterError):
    """The connection was lost, an answer was cut off, or the server cannot answer now: the same may be had later.

    `retry_after` are the seconds that the server asks to wait, 0 where it does not say.
    """

    def __init__(self, message: str, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class SlowError(LostError):
    """An answer took longer than it may."""
