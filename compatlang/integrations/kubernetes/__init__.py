"""Clusters: what the nodes of one have, read from its API server; needs `pip install 'compatlang[kubernetes]'`.

    with connected(Access()) as connection:
        for page in pages(connection, NODES):
            ...

`access` is what a caller says; `target` finds the cluster that is meant, by a `kubeconfig`, perhaps with an `exec_plugin`, or
by the service account of a Pod. `transport` asks once, within a `deadline`; `connection` asks until there is an answer,
and `answers` says what it means. `resources` are the kinds of objects, `listing` has them a page at a time, and `watching`
follows what becomes of them.

Settings and credentials are those of the client of Kubernetes. Its models are not used: they would take an object apart and
put it together again, of which `snapshot` only reads some parts.
"""
