"""Terms as the field `affinity` of a pod."""

from __future__ import annotations

from collections.abc import Iterable

from compatlang.nfd.affinity.selector import Requirement, Term
from compatlang.nfd.exporting import yaml

_NEVER: Term = (Requirement("kubernetes.io/hostname", "Exists"), Requirement("kubernetes.io/hostname", "DoesNotExist"))
"""A term that matches no node. A required affinity must have one."""


def affinity(required: list[Term], preferred: Iterable[tuple[int, Term]]) -> dict[str, yaml.Node]:
    """The affinity with all fields that say something: a requirement that always holds is left out, a weight of 0 too."""
    node: dict[str, yaml.Node] = {}
    if () not in required:
        alternatives = [_term(each) for each in required or [_NEVER]]
        node["requiredDuringSchedulingIgnoredDuringExecution"] = {"nodeSelectorTerms": alternatives}
    weighted: list[yaml.Node] = [
        {"weight": weight, "preference": _term(each)} for weight, each in preferred if weight and each
    ]
    if weighted:
        node["preferredDuringSchedulingIgnoredDuringExecution"] = weighted
    return {"affinity": {"nodeAffinity": node}}


def _term(term: Term) -> yaml.Node:
    return {"matchExpressions": [_requirement(each) for each in term]}


def _requirement(requirement: Requirement) -> yaml.Node:
    values = {"values": list(requirement.values)} if requirement.values else {}
    return {"key": requirement.key, "operator": requirement.operator, **values}
