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
from urllib.parse import urlsplit

import requests
from oras.container import Container
from oras.provider import Registry
from requests.structures import CaseInsensitiveDict

from compatlang.integrations.registry.content import digest_of
from compatlang.integrations.registry.errors import RegistryError
from compatlang.integrations.registry.transport import ERROR_BYTES, Answer, Transport, checked


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
        if not url.startswith(self._transport.origin + "/"):
            raise RegistryError(
                f"`{self._transport.host}` wants a blob to be sent to another host, `{urlsplit(url).netloc}`"
            )
        answer = self._transport.send(method, url, most=ERROR_BYTES, headers=headers, body=data)
        return _response(answer)


def push_blob(transport: Transport, name: str, data: bytes) -> None:
    """Push some bytes to the repository called `name`, host and all, unless they are there. Raises `RegistryError`."""
    layer: dict[str, Any] = {"digest": digest_of(data), "size": len(data)}
    with tempfile.TemporaryDirectory(prefix="compatlang-") as folder:
        path = Path(folder) / "blob"
        path.write_bytes(data)
        try:
            response = _OverTransport(transport).upload_blob(str(path), Container(name), layer)
        except (ValueError, KeyError) as error:  # no `Location` in the answer, or one that cannot be read
            raise RegistryError(f"`{transport.host}` starts no upload that can be gone on with") from error
    answer = Answer(response.status_code, response.headers, response.content or b"", transport.origin)
    checked(answer, f"the upload of {layer['digest']}", 200, 201, 202, 204)


def _response(answer: Answer) -> requests.Response:
    response = requests.Response()
    response.status_code = answer.status
    response.headers = CaseInsensitiveDict(answer.headers)
    response._content = answer.body
    response.url = answer.url
    return response
