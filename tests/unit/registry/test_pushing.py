from __future__ import annotations

from collections.abc import Mapping

import pytest

from compatlang.integrations.registry.content import digest_of
from compatlang.integrations.registry.deadline import Deadline
from compatlang.integrations.registry.exchange import Answer
from compatlang.integrations.registry.pushing import push_blob
from compatlang.integrations.registry.transport import Options, Transport


class Recording(Transport):
    """Sends nothing, and says that a blob is not there and that it is taken."""

    def __init__(self, host: str) -> None:
        super().__init__(host, Options(), Deadline(1))
        self.sent: list[str] = []

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
        self.sent.append(f"{method} {url}")
        return Answer({"HEAD": 404, "POST": 202, "PUT": 201}[method], {"Location": "/upload/1"}, b"", url)


@pytest.mark.parametrize("host", ["localhost", "localhost:5000", "registry.example", "127.0.0.1:5000", "[::1]:5000"])
@pytest.mark.parametrize("repository", ["app", "team/app", "registry.example/team/app"])
def test_a_blob_goes_to_the_repository_whatever_the_host_is_called(host: str, repository: str) -> None:
    transport = Recording(host)
    push_blob(transport, repository, b"data")
    digest = digest_of(b"data")
    assert transport.sent == [
        f"HEAD https://{host}/v2/{repository}/blobs/{digest}",
        f"POST https://{host}/v2/{repository}/blobs/uploads/",
        f"PUT https://{host}/upload/1?digest={digest.replace(':', '%3A')}",
    ]
