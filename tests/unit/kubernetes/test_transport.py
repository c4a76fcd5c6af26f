"""What a transport does before it asks, and how an answer comes apart into lines."""

from __future__ import annotations

import io
from typing import Any

import pytest
from kubernetes.client import Configuration
from kubernetes.config import ConfigException
from urllib3 import HTTPResponse

from compatlang.integrations.kubernetes.deadline import Deadline
from compatlang.integrations.kubernetes.errors import ClusterError, LostError
from compatlang.integrations.kubernetes.target import Target
from compatlang.integrations.kubernetes.transport import Opened, Transport


@pytest.mark.parametrize("raised", [ConfigException("secret"), FileNotFoundError("secret"), KeyError("secret")])
def test_credentials_that_cannot_be_renewed_are_said_so_and_not_shown(raised: Exception) -> None:
    def renew(configuration: Configuration) -> None:
        raise raised

    configuration: Any = Configuration(host="https://one.example", api_key={"BearerToken": "a", "authorization": "a"})
    configuration.refresh_api_key_hook = renew
    transport = Transport(Target("one.example", configuration), 1)
    with pytest.raises(ClusterError) as refused, transport.opened("/version"):
        pass
    assert not isinstance(refused.value, LostError)
    assert str(refused.value) == f"the credentials for `one.example` cannot be renewed ({type(raised).__name__})"


class Drop(io.BytesIO):
    """A body of which so many bytes come at a time."""

    def __init__(self, body: bytes, size: int) -> None:
        super().__init__(body)
        self._size = size

    def read1(self, size: int | None = -1, /) -> bytes:
        return super().read1(self._size)


def lines(body: bytes, size: int, most: int) -> list[bytes]:
    response = HTTPResponse(Drop(body, size), status=200, preload_content=False)
    return list(Opened("one.example", response, Deadline(1)).lines(most))


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_lines_are_the_same_however_they_come(size: int) -> None:
    assert lines(b"one\n\ntwo\nthree\n", size, 5) == [b"one", b"", b"two", b"three"]
    assert lines(b"", size, 5) == []


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_an_answer_that_ends_within_a_line_is_cut_off(size: int) -> None:
    with pytest.raises(LostError, match="ends within a line"):
        lines(b"one\ntw", size, 5)


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_a_line_without_an_end_is_not_waited_for(size: int) -> None:
    with pytest.raises(ClusterError, match="a line of more than the 5 bytes that are taken") as refused:
        lines(b"one\n" + b"x" * 50, size, 5)
    assert not isinstance(refused.value, LostError)
