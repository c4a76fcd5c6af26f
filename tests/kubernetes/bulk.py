"""Many objects put into a cluster in little time.

The API server computes some 60 ms to create a NodeFeature of 60 kB, mostly for `managedFields`, so that 5,000 would take
minutes. Here they go straight to etcd, in the form in which the API server stores them: it reads and serves them as if it
had made them, but for `managedFields`, which they have not.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import NAMESPACE_DNS, uuid5

from tests.kubernetes.api import Document
from tests.kubernetes.cluster import Cluster
from tests.kubernetes.etcd import CONNECTIONS, Etcd
from tests.kubernetes.nodes import NFD

AHEAD = 64
"""How many objects are made before the first of them is stored: together they would take much memory."""
FROM_CACHE = f"/apis/{NFD}/nodefeatures?resourceVersion=0&fieldSelector=metadata.name%3Dnone"
"""A list of nothing that is answered from the API server's cache, and so not before it has everything."""
CREATED = "2026-01-01T00:00:00Z"


def load(cluster: Cluster, documents: Iterable[Document]) -> None:
    """Put objects into a cluster that has none of them yet, and wait until its API server has read them."""
    cluster.restart()  # one that was asked for NodeFeatures would follow each change, which takes it longer
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        waiting: deque[Future[None]] = deque()
        for each in documents:
            waiting.append(threads.submit(_put, cluster, each))
            if len(waiting) > AHEAD:
                waiting.popleft().result()
        for future in waiting:
            future.result()
    cluster.api.get(FROM_CACHE)


def _put(cluster: Cluster, document: Document) -> None:
    if document["kind"] == "NodeFeature":
        _store(cluster.etcd, document)
    else:
        cluster.api.create(document)


def _store(etcd: Etcd, feature: Document) -> None:
    metadata = feature["metadata"]
    name, namespace = metadata["name"], metadata["namespace"]
    made = {"creationTimestamp": CREATED, "generation": 1, "uid": str(uuid5(NAMESPACE_DNS, f"{name}.{namespace}"))}
    value = {**feature, "metadata": {**metadata, **made}}
    etcd.put(f"/registry/nfd.k8s-sigs.io/nodefeatures/{namespace}/{name}", json.dumps(value).encode())
