"""Values that may be known by their bounds only, as counts are.

Of such a value two questions are not always one: between 1 and 2, it is neither certainly 1 nor certainly 2, and yet
certainly one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compatlang.ir import model as ir
from compatlang.ir.model import ValueRef


class Counted:
    """Answers for growing tables; features that are made from each other are looked at once."""

    def __init__(self, values: Sequence[ir.Value], features: Mapping[str, ir.Feature]) -> None:
        self._values = values
        self._features = features
        self._known: dict[ValueRef, bool] = {}

    def __contains__(self, ref: ValueRef) -> bool:
        known = self._known.get(ref)
        if known is None:
            known = self._known[ref] = self._look(ref)
        return known

    def _look(self, ref: ValueRef) -> bool:
        match self._values[ref]:
            case ir.Count():
                return True
            case ir.Coalesce(_, operands):
                return any(each in self for each in operands)
            case ir.Declared(_, path):
                return self._features[path].value in self
            case _:
                return False
