"""Equal policies that ask less: passes over the intermediate representation, each `Ir -> Ir`, in one tuple.

No pass changes an answer, *unknown* included. In three-valued logic `a or not a` is not always yes, and a question about a
value is also the question whether it is there; a pass that would need either is not here. Each pass does all that it can at
once: to optimize twice is to optimize once.
"""

from __future__ import annotations

from collections.abc import Callable

from compatlang.ir.model import Ir
from compatlang.optimize.negation import negation
from compatlang.optimize.order import order
from compatlang.optimize.simplify import simplify

PASSES: tuple[Callable[[Ir], Ir], ...] = (negation, simplify, order)


def optimize(program: Ir) -> Ir:
    """All passes, one after the other."""
    for each in PASSES:
        program = each(program)
    return program
