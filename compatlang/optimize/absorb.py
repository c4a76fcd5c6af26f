"""An operand that another one implies is dropped.

Before:

    a and (a or b) and (b or c or d) and (d or b)

After:

    a and (b or d)

In *and*, each operand is taken as the set of its alternatives; whatever is not less than one of them is not less than one of
more, so the superset says nothing new. Dually in *or*. This is the absorption law, which holds in Kleene's logic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from compatlang.ir import model as ir
from compatlang.ir.model import ConditionRef
from compatlang.optimize.rewriter import Connective, Operands, Rewriter


def absorb(rewriter: Rewriter, connective: Connective, operands: Operands) -> Operands:
    """No operand that another one implies by its own operands."""
    dual = ir.Or if connective is ir.And else ir.And
    conditions = [rewriter.build.conditions[each] for each in operands]
    if not any(isinstance(each, dual) for each in conditions):
        return operands
    absorbed = _supersets(
        [
            frozenset(condition.operands if isinstance(condition, dual) else (each,))
            for each, condition in zip(operands, conditions, strict=True)
        ]
    )
    return tuple(each for index, each in enumerate(operands) if index not in absorbed)


def _supersets(sets: Sequence[frozenset[ConditionRef]]) -> set[int]:
    """The sets that have all of another one, by their index; of equal ones, all but the first.

    Each set is filed under its rarest element, so that a superset finds it without being compared with all.
    """
    frequency = Counter(element for each in sets for element in each)
    filed: dict[ConditionRef, list[int]] = {}
    for index, each in enumerate(sets):
        rarest = min(each, key=lambda element: (frequency[element], element))
        filed.setdefault(rarest, []).append(index)
    return {
        index
        for index, each in enumerate(sets)
        for element in each
        for other in filed.get(element, ())
        if other != index and sets[other] <= each and (sets[other] != each or other < index)
    }
