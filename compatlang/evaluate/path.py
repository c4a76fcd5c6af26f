"""A node's way through a decision graph: the state of each variable, and what the snapshot says to put it there."""

from __future__ import annotations

from typing import assert_never

from compatlang.decision.draw.model import LEAVES, Path, Seen
from compatlang.decision.graph import Graph, Question, Variable
from compatlang.evaluate.atoms import Atoms
from compatlang.evaluate.observe import Absent, Counted, Known, Observation, Unparsable, Unreported
from compatlang.ir import references
from compatlang.snapshot import Snapshot
from compatlang.values.show import quoted


def path(graph: Graph, snapshot: Snapshot) -> Path:
    """What a snapshot says of every variable."""
    atoms = Atoms(graph)
    found: dict[int, Seen] = {}
    for index, variable in enumerate(graph.variables):
        state = atoms.state(variable, snapshot)
        observed = [_text(atoms.observe(each, snapshot)) for each in _values(graph, variable)]
        found[index] = Seen(state, ", ".join(observed) or LEAVES[state])
    return found


def _values(graph: Graph, variable: Variable) -> tuple[int, ...]:
    """The values that a variable asks; none of a flag or of a question about instances, whose answer says it all."""
    if isinstance(variable, Question):
        return references.values_of(graph.conditions[variable.condition])
    return (variable.value,)


def _text(observed: Observation) -> str:
    match observed:
        case Known(text, key):
            return quoted(text) if isinstance(key, str) else text
        case Absent():
            return "absent"
        case Unreported():
            return "not reported"
        case Unparsable(text, type_):
            return f"{quoted(text)}, which is no {type_}"
        case Counted(certain, possible):
            return _number(certain, possible)
    assert_never(observed)


def _number(certain: int, possible: int | None) -> str:
    if possible is None:
        return f"at least {certain}" if certain else "an unknown number"
    return str(certain) if certain == possible else f"{certain} to {possible}"
