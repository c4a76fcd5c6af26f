"""Pushing a blob as oras does, over the bounded transport.

oras knows how an upload goes from the session to the last PUT; what it would send over the network goes through `Transport`
instead, which keeps credentials where they belong and ends in time. Manifests are sent as the bytes that their digest names,
which oras would write anew, and are not pushed by it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests
from oras.container import Container
from oras.provider import Registry
from requests.structures import CaseInsensitiveDict

from compatlang.integrations.registry.content import digest_of
from compatlang.integrations.registry.errors import RegistryError
from compatlang.integrations.registry.exchange import ERROR_BYTES, Answer
from compatlang.integrations.registry.transport import Transport, checked


class _OverTransport(Registry):  # type: ignore[misc] # oras has no types
    """oras's registry client, whose requests somebody else sends."""

    def __init__(self, transport: Transport) -> None:
        super().__init__(hostname=transport.host, insecure=transport.origin.startswith("http:"))
        self._transport = transport

    def do_request(
        self,
        url: str,
        method: str = "GET",
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        stream: bool = False,
    ) -> requests.Response:
        """See `oras.provider.Registry.do_request`."""
        assert json is None, "only manifests are sent as JSON"
        asks = method == "HEAD"  # whether the blob is there; the answer may be one of the storage behind the registry
        answer = self._transport.send(method, url, most=ERROR_BYTES, headers=headers, body=data, elsewhere=asks)
        return _response(checked(answer, "the upload of a blob", *((200, 404) if asks else (200, 201, 202, 204))))


def push_blob(transport: Transport, repository: str, data: bytes) -> None:
    """Push some bytes to a repository, unless they are there. Raises `RegistryError`."""
    layer: dict[str, Any] = {"digest": digest_of(data), "size": len(data)}
    with tempfile.TemporaryDirectory(prefix="compatlang-") as folder:
        path = Path(folder) / "blob"
        path.write_bytes(data)
        try:
            _OverTransport(transport).upload_blob(str(path), _container(transport.host, repository), layer)
        except ValueError as error:  # no `Location` in the answer, or one that cannot be read
            raise RegistryError(f"`{transport.host}` starts no upload that can be gone on with") from error


def _container(host: str, repository: str) -> Container:
    """A repository as oras calls it, which would take a host without a dot and a port for a part of the name."""
    container = Container(f"{host}/{repository}")
    namespace, _, container.repository = repository.rpartition("/")
    container.registry, container.namespace = host, namespace or None
    return container


def _response(answer: Answer) -> requests.Response:
    response = requests.Response()
    response.status_code = answer.status
    response.headers = CaseInsensitiveDict(answer.headers)
    response._content = answer.body
    response.url = answer.url
    return response
