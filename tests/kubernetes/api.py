"""Plain requests to an API server, by which tests put objects into a cluster and take them away.

Nothing here knows compatlang or the client that it comes with: what a test shows of these must not rest on them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import urllib3

Document: TypeAlias = Mapping[str, Any]

SECONDS = 60.0
"""How long a request may take."""
CONNECTIONS = 4
PATIENCE = 300.0
"""How long one that a test needs is tried again."""

JSON = "application/json"
APPLY = "application/apply-patch+yaml"
MERGE = "application/merge-patch+json"


class Answer(NamedTuple):
    """What the API server answers."""

    status: int
    body: bytes

    @property
    def value(self) -> Any:
        return json.loads(self.body)


class RefusedError(Exception):
    """The API server has refused what a test needs."""

    def __init__(self, request: str, answer: Answer) -> None:
        super().__init__(f"{request}: {answer.status} {answer.body[:1000].decode('utf-8', 'replace')}")
        self.status = answer.status


class Api:
    """An API server, asked by somebody with a token over connections that are kept."""

    def __init__(self, server: str, ca: Path, token: str) -> None:
        self.server = server
        self._token = token
        self._pool = urllib3.PoolManager(maxsize=CONNECTIONS, ca_certs=str(ca))
        self._kinds: dict[tuple[str, str], _Kind] = {}

    def ask(self, method: str, path: str, body: Document | None = None, content_type: str = JSON) -> Answer:
        """One request and whatever is answered to it."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": content_type}
        given = None if body is None else json.dumps(body).encode()
        # A connection that was kept may have been closed meanwhile, as by a restart; each request here may be sent twice.
        retries = urllib3.Retry(2, allowed_methods=None, respect_retry_after_header=False)
        url = self.server + path
        answer = self._pool.request(
            method, url, body=given, headers=headers, timeout=SECONDS, retries=retries, redirect=False
        )
        return Answer(answer.status, answer.data)

    def get(self, path: str) -> Any:
        """The object or the list at a path."""
        return self._granted("GET", path).value

    def post(self, path: str, body: Document) -> Any:
        """What becomes of a request that asks for something, such as a token."""
        return self._granted("POST", path, body).value

    def apply(self, *documents: Document) -> None:
        """Create objects or make them what the documents say, their status too, where they have one."""
        for each in documents:
            kind, path = self._kind(each), self._path(each)
            self._granted("PATCH", f"{path}?fieldManager=tests&force=true", each, APPLY)
            if "status" in each and kind.has_status:
                self._granted("PATCH", f"{path}/status", {"status": each["status"]}, MERGE)

    def load(self, documents: Iterable[Document], connections: int = CONNECTIONS) -> None:
        """Create many objects that are not there yet, over a few connections at once."""
        with ThreadPoolExecutor(connections) as threads:
            for _ in threads.map(self.create, documents):
                pass

    def create(self, document: Document) -> None:
        """Create an object that is not there yet; of a Node the API server takes the status as well, of others it does not."""
        self._granted("POST", self._collection(document), document, JSON)

    def delete(self, document: Document) -> None:
        """Take an object away at once."""
        self._granted("DELETE", self._path(document), {"gracePeriodSeconds": 0})

    def clear(self, version: str, kind: str) -> None:
        """Take all objects of a kind away, in all namespaces."""
        served = self._served_kind(version, kind)
        places = self.namespaces() if served.namespaced else [""]
        for each in places:
            self._granted("DELETE", _collection(version, served, each), {"gracePeriodSeconds": 0})

    def namespaces(self) -> list[str]:
        return [each["metadata"]["name"] for each in self.get("/api/v1/namespaces")["items"]]

    def _granted(self, method: str, path: str, body: Document | None = None, content_type: str = JSON) -> Answer:
        """What is answered to a request that a test cannot do without."""
        stop = time.monotonic() + PATIENCE
        while True:
            answer = self.ask(method, path, body, content_type)
            if answer.status < 300:
                return answer
            if not _may_change(method, answer) or time.monotonic() > stop:
                raise RefusedError(f"{method} {path}", answer)
            time.sleep(0.05)

    def _path(self, document: Document) -> str:
        return f"{self._collection(document)}/{document['metadata']['name']}"

    def _collection(self, document: Document) -> str:
        kind = self._kind(document)
        namespace = document["metadata"].get("namespace", "default") if kind.namespaced else ""
        return _collection(document["apiVersion"], kind, namespace)

    def _kind(self, document: Document) -> _Kind:
        return self._served_kind(document["apiVersion"], document["kind"])

    def _served_kind(self, version: str, kind: str) -> _Kind:
        """What the API server says of a kind; one that is new is waited for."""
        name = version, kind
        stop = time.monotonic() + PATIENCE
        while name not in self._kinds:
            assert time.monotonic() < stop, f"{version} {kind} is not served"
            self._kinds.update(self._served(version))
            time.sleep(0 if name in self._kinds else 0.05)
        return self._kinds[name]

    def _served(self, version: str) -> dict[tuple[str, str], _Kind]:
        answer = self.ask("GET", _root(version))
        resources = answer.value["resources"] if answer.status == 200 else []
        names = {each["name"] for each in resources}
        return {
            (version, each["kind"]): _Kind(each["name"], each["namespaced"], f"{each['name']}/status" in names)
            for each in resources
            if "/" not in each["name"]
        }


def _may_change(method: str, answer: Answer) -> bool:
    """Whether another answer is to be expected soon.

    The API server asks for patience while it fills a cache after its start; and where something is stored, its namespace
    or its kind may be so new that they are not there yet.
    """
    return answer.status == 429 or (answer.status == 404 and method in ("PATCH", "POST"))


class _Kind(NamedTuple):
    """What an API server says of a kind."""

    plural: str
    namespaced: bool
    has_status: bool
    """Whether its status is written apart from the rest."""


def _root(version: str) -> str:
    return f"/apis/{version}" if "/" in version else f"/api/{version}"


def _collection(version: str, kind: _Kind, namespace: str) -> str:
    return f"{_root(version)}{f'/namespaces/{namespace}' if namespace else ''}/{kind.plural}"
