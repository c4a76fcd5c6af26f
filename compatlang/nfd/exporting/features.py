"""Which domains are features of NFD, and which of their names an NFD rule can tell apart.

NFD keeps flags, attributes and instances of one feature apart when it reports them, but a rule asks all three at once: `Exists`
holds for a flag of that name, and for an attribute. So the export presumes that a node reports of each domain what the catalog
says it has, and refuses the one question where that does not help: whether there is a *flag* of a name that an attribute of the
domain has.
"""

from __future__ import annotations

from collections.abc import Mapping

from compatlang.nfd.exporting.expressions import Inexpressible
from compatlang.schema.catalog import BASE
from compatlang.schema.model import Domain

_WHY_NOT: Mapping[str, str] = {
    "kubernetes": "the Kubernetes API reports it, and NFD decides by what it has found out about the node itself",
    "host": "only the host scan of compatlang reports it",
}

_LABELS = "a file in features.d of NFD makes it an element of `local.feature`"


class Features:
    """The domains that a program may read; `others` may be asked although they are none of NFD's."""

    def __init__(self, declared: Mapping[str, Domain], others: frozenset[str] = frozenset()) -> None:
        self._domains = {**BASE.domains, **declared}
        self._others = others

    def refusal(self, domain: str) -> Inexpressible | None:
        """Why NFD cannot be asked about a domain."""
        if domain == "rule.matched":
            return Inexpressible("NFD fills `rule.matched` while it decides, so it is not a fact about the node")
        if domain != domain.lower():
            return Inexpressible(f"NFD reads `{domain}` as `{domain.lower()}`", "NFD features have small letters only")
        found = self._domains.get(domain)
        if found is None or found.origin in {"nfd", "policy"} or domain in self._others:
            return None
        return Inexpressible(
            f"`{domain}` is not an NFD feature: {_WHY_NOT[found.origin]}", _LABELS if domain == "node.label" else ""
        )

    def flag_refusal(self, domain: str, name: str) -> Inexpressible | None:
        """Why NFD cannot be asked for a flag."""
        found = self._domains.get(domain)
        if found is not None and name in found.elements:
            return Inexpressible(f"NFD cannot tell a flag `{name}` of `{domain}` from the attribute of that name")
        return self.refusal(domain)
