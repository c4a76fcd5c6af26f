"""Terms as the field `affinity` of a pod."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compatlang.nfd.affinity.selector import Requirement, Term
from compatlang.nfd.exporting import yaml

_NEVER: Term = (Requirement("kubernetes.io/hostname", "Exists"), Requirement("kubernetes.io/hostname", "DoesNotExist"))
"""A term that matches no node. A required affinity must have one."""

HEAVIEST = 100
"""The greatest weight of a preferred term; the least is 1."""


def affinity(required: list[Term], preferred: Iterable[tuple[int, Term]]) -> dict[str, yaml.Node]:
    """The affinity with all fields that say something: a requirement that always holds is left out, a weight of 0 too."""
    node: dict[str, yaml.Node] = {}
    if () not in required:
        alternatives = [_term(each) for each in required or [_NEVER]]
        node["requiredDuringSchedulingIgnoredDuringExecution"] = {"nodeSelectorTerms": alternatives}
    weighted: list[yaml.Node] = [
        {"weight": part, "preference": _term(each)} for weight, each in preferred if each for part in _parts(weight)
    ]
    if weighted:
        node["preferredDuringSchedulingIgnoredDuringExecution"] = weighted
    return {"affinity": {"nodeAffinity": node}}


def _parts(weight: int) -> Iterator[int]:
    """Weights of terms that add up to a weight: none for 0, several for one that no single term can have."""
    full, rest = divmod(weight, HEAVIEST)
    yield from [HEAVIEST] * full
    if rest:
        yield rest


def _term(term: Term) -> yaml.Node:
    return {"matchExpressions": [_requirement(each) for each in term]}


def _requirement(requirement: Requirement) -> yaml.Node:
    values = {"values": list(requirement.values)} if requirement.values else {}
    return {"key": requirement.key, "operator": requirement.operator, **values}
