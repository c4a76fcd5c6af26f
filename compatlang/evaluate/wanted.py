"""What a decision graph reads, so that readers of snapshots need decode nothing else."""

from __future__ import annotations

from compatlang.decision.graph import Graph
from compatlang.evaluate.reads import Reads
from compatlang.schema import Kind
from compatlang.snapshot.wanted import Wanted


def wanted(graph: Graph) -> Wanted:
    """The names that the variables of a graph depend on, by domain."""
    reads = Reads(graph)
    names: dict[Kind, dict[str, set[str]]] = {"attributes": {}, "flags": {}, "instances": {}}
    reported: set[tuple[str, Kind]] = set()
    for each in (read for variable in graph.variables for read in reads.variable(variable)):
        if each.kind == "reported":
            reported.add((each.domain, each.section))
        else:
            # The name is empty where only the number of instances is asked for.
            names[each.section].setdefault(each.domain, set()).update({each.name} - {""})
    attributes, flags, instances = (
        {domain: frozenset(those) for domain, those in names[kind].items()}
        for kind in ("attributes", "flags", "instances")
    )
    return Wanted(attributes, flags, instances, frozenset(reported))
