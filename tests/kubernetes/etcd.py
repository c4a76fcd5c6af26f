"""etcd, asked through its gateway for JSON: for what no API server does when it is told to."""

from __future__ import annotations

import base64
import json
from typing import Any

import urllib3

SECONDS = 60.0
CONNECTIONS = 4


class Etcd:
    """The etcd at a port of loopback."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._pool = urllib3.PoolManager(maxsize=CONNECTIONS)

    def compact(self) -> int:
        """Forget every revision before the last one, which is returned."""
        revision = int(self._ask("range", key=_base64(b"none"))["header"]["revision"])
        self._ask("compaction", revision=revision, physical=True)
        return revision

    def put(self, key: str, value: bytes) -> None:
        """Store a value under a key."""
        self._ask("put", key=_base64(key.encode()), value=_base64(value))

    def _ask(self, operation: str, **body: object) -> Any:
        answer = self._pool.request(
            "POST", f"{self.url}/v3/kv/{operation}", body=json.dumps(body).encode(), timeout=SECONDS, retries=False
        )
        assert answer.status == 200, answer.data
        return json.loads(answer.data)


def _base64(data: bytes) -> str:
    """How the gateway has keys and values."""
    return base64.b64encode(data).decode()
