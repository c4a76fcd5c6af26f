"""Credentials that are no longer valid are renewed once, however many threads find that out at the same time."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
import yaml

from compatlang.integrations.kubernetes.access import Access
from compatlang.integrations.kubernetes.connection import Connection, connected
from tests.integration.faulty_server import Answer, FaultyServer, Request, Said

PLUGIN = """import json, pathlib, sys
runs = pathlib.Path(sys.argv[1])
with runs.open("a") as file:
    file.write("run\\n")
token = str(len(runs.read_text().splitlines()))
print(json.dumps({"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": token}}))
"""


class Expiring(FaultyServer):
    """Refuses the first token, once so many have come with it; what has another is answered."""

    def __init__(self, requests: int) -> None:
        super().__init__()
        self._together = threading.Barrier(requests)

    def sound(self, request: Request) -> Said:
        if request.headers["authorization"] == "Bearer 1":
            self._together.wait()
            return Answer(401)
        return Answer(200, {"Content-Type": "application/json"}, b"{}")


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_a_credential_plugin_is_asked_once_for_all_threads(tmp_path: Path, threads: int) -> None:
    runs = tmp_path / "runs"
    with Expiring(threads) as server, connected(Access(str(_kubeconfig(tmp_path, server, runs)))) as connection:
        given: list[bytes] = []
        asking = [threading.Thread(target=_ask, args=(connection, given)) for _ in range(threads)]
        for each in asking:
            each.start()
        for each in asking:
            each.join()
    assert given == [b"{}"] * threads
    assert runs.read_text("utf-8") == "run\n" * 2


def _ask(connection: Connection, given: list[bytes]) -> None:
    given.append(connection.get("/api/v1/nodes"))


def _kubeconfig(folder: Path, server: Expiring, runs: Path) -> Path:
    plugin = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": sys.executable,
        "args": ["-c", PLUGIN, str(runs)],
    }
    path = folder / "config"
    value = {
        "clusters": [{"name": "one", "cluster": {"server": server.origin}}],
        "users": [{"name": "one", "user": {"exec": plugin}}],
        "contexts": [{"name": "one", "context": {"cluster": "one", "user": "one"}}],
        "current-context": "one",
    }
    path.write_text(yaml.safe_dump(value), "utf-8")
    return path
