"""The nearest fix of the one policy that `explain` shows, for `explain` alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compatlang.cli.checked import Node
from compatlang.cli.inputs import PolicyFile

if TYPE_CHECKING:
    from compatlang.analyze.nearest import Nearest
    from compatlang.snapshot import Snapshot


def nearest_fix(file: PolicyFile, node: Node, snapshot: Snapshot) -> Nearest | None:
    """What would make the node compatible; None where it is, and for documents of NFD."""
    policies = file.policies
    if policies is None or not node.outcomes or node.verdict not in ("incompatible", "unknown"):
        return None
    from compatlang.analyze.nearest import Question, nearest
    from compatlang.schema.catalog import BASE

    program = policies.program
    domains = BASE.extended(list(program.domains.values()), []).domains
    ((identifier, arguments),) = policies.selected.items()
    return nearest(Question(program, identifier, arguments, policies.tags, snapshot, domains))
