"""Which cluster is read, as whom, and how long one answer may take."""

from __future__ import annotations

from typing import NamedTuple


class Access(NamedTuple):
    """Where nothing is said the kubeconfig that kubectl uses says it, and in a pod its service account."""

    kubeconfig: str = ""
    """A kubeconfig, or several as `KUBECONFIG` names them."""
    context: str = ""
    """One of its contexts; empty for the current one."""
    timeout: float = 25.0
    """Seconds that one answer may take."""
