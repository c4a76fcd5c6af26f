"""`kubectl compat`: the command line as a plugin of kubectl, which finds it as `kubectl-compat` on PATH.

It is the same command line, with the same exit codes. What differs is what somebody at a cluster means: where `check`,
`explain` and `snapshot` are told no snapshots and no host, they take the nodes of the cluster. kubectl hands its own flags to
no plugin, so that the cluster is that of `--kubeconfig` and `--context` of ours, else that of KUBECONFIG.
"""

from __future__ import annotations

from compatlang.cli import main
from compatlang.cli.program import KUBECTL


def entry() -> None:
    """The console script."""
    main.entry(KUBECTL)
